import { go } from '../lib/router.ts'
import { addressOf, routeOf } from '../lib/routes.ts'
import type { Replica } from '../replica/replica.ts'

/** Whether the page shows a list that is not in the trash. */
export const isListShown = (replica: Replica): boolean => {
  const route = routeOf(location.pathname)
  return route?.name === 'list' && replica.spaces().some(({ id }) => replica.get(id, 'list', route.id)?.deletedAt === null)
}

interface Left {
  readonly left?: string
}
/** Leads from a list that goes to the trash to the Inbox, which remembers it. */
export const leaveList = (id: string): void => go(addressOf('inbox'), { state: { left: id } satisfies Left })

/** The list in the trash whose deletion led to the view that is shown. */
export const listLeft = (replica: Replica): string | undefined => {
  const id = (history.state as Left | null)?.left
  return id !== undefined && replica.spaces().some((space) => (replica.get(space.id, 'list', id)?.deletedAt ?? null) !== null) ? id : undefined
}

/** Leads from the view that is shown to where somebody was before it; to the Inbox where that was not in this page. */
export const leaveView = (path = location.pathname): void => {
  if (location.pathname !== path) return
  // What was opened within the view has entries of its own.
  if (!(history.state as { entry?: string } | null)?.entry) return go(addressOf('inbox'), { replace: true })
  addEventListener('popstate', () => leaveView(path), { once: true })
  history.back()
}
