import { useCallback, useState } from 'react'

const read = <V>(slot: string, otherwise: V): V => {
  try {
    const text = localStorage.getItem(slot)
    return text === null ? otherwise : (JSON.parse(text) as V)
  } catch {
    return otherwise
  }
}
/** State that this browser keeps under a name: how somebody looks at a list, never what is in it. */
export const useKept = <V>(slot: string, otherwise: V): readonly [V, (value: V) => void] => {
  const [value, setValue] = useState(() => read(slot, otherwise))
  const keep = useCallback(
    (now: V) => {
      setValue(now)
      try {
        localStorage.setItem(slot, JSON.stringify(now))
      } catch {
        // No room left: it lasts as long as the page.
      }
    },
    [slot],
  )
  return [value, keep]
}
