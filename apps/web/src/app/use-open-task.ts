import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'
import { openTask, taskQuery } from '../lib/addresses.ts'

/** The task that the address says is open, and ways to open and close one. Going back closes what was opened here. */
export const useOpenTask = () => {
  const [path, go] = useLocation()
  const search = useSearch()
  const shown = openTask(search)
  const some = shown !== null
  const open = useCallback(
    (space: string, id: string) =>
      go(`${path}${taskQuery(space, id)}`, some ? { replace: true, state: history.state as unknown } : { state: { opened: true } }),
    [go, path, some],
  )
  const close = useCallback(() => {
    if ((history.state as { opened?: boolean } | null)?.opened) history.back()
    else go(path, { replace: true })
  }, [go, path])
  return { shown, open, close }
}
