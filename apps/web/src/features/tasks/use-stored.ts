import { useCallback, useState } from 'react'
import { store, recallJson } from '../../lib/browser-storage.ts'

/** State that this browser stores under a name: how somebody looks at a list, never what is in it. Without room it lasts as long as the page. */
export const useStored = <V>(slot: string, otherwise: V): readonly [V, (value: V) => void] => {
  const [value, setValue] = useState(() => recallJson(slot, otherwise))
  const set = useCallback(
    (now: V) => {
      setValue(now)
      store(slot, JSON.stringify(now))
    },
    [slot],
  )
  return [value, set]
}
