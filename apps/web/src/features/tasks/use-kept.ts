import { useCallback, useState } from 'react'
import { keep, recallJson } from '../../lib/kept.ts'

/** State that this browser keeps under a name: how somebody looks at a list, never what is in it. Without room it lasts as long as the page. */
export const useKept = <V>(slot: string, otherwise: V): readonly [V, (value: V) => void] => {
  const [value, setValue] = useState(() => recallJson(slot, otherwise))
  const set = useCallback(
    (now: V) => {
      setValue(now)
      keep(slot, JSON.stringify(now))
    },
    [slot],
  )
  return [value, set]
}
