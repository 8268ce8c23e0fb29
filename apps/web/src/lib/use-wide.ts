import { useSyncExternalStore } from 'react'

const wide = matchMedia('(min-width: 64rem)')
/** Whether there is room for sidebar and list side by side; rows are taller where there is not. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      wide.addEventListener('change', changed)
      return () => wide.removeEventListener('change', changed)
    },
    () => wide.matches,
  )
