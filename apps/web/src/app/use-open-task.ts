import { useCallback, useMemo } from 'react'
import { openTask, taskQuery } from '../lib/addresses.ts'
import { go, usePath, useQuery } from '../lib/router.ts'

/** The task that the address says is open, and ways to open and close one. Going back closes what was opened here. */
export const useOpenTask = () => {
  const path = usePath()
  const query = useQuery()
  const shown = useMemo(() => openTask(query), [query])
  const some = shown !== null
  const open = useCallback(
    (space: string, id: string) => go(`${path}${taskQuery(space, id)}`, some ? { replace: true } : { state: { opened: true } }),
    [path, some],
  )
  const close = useCallback(() => {
    if ((history.state as { opened?: boolean } | null)?.opened) history.back()
    else go(path, { replace: true })
  }, [path])
  return { shown, open, close }
}
