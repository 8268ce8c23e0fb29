import { go } from '../lib/router.ts'
import { addressOf, routeOf } from '../lib/routes.ts'
import type { Replica } from '../replica/replica.ts'

/** Whether the page shows a list that is not in the trash. */
export const isListShown = (replica: Replica): boolean => {
  const route = routeOf(location.pathname)
  return route?.name === 'list' && replica.spaces().some(({ id }) => replica.get(id, 'list', route.id)?.deletedAt === null)
}

/** Leads from the view that is shown to where somebody was before it; to the Inbox where that was not in this page. */
export const leaveView = (path = location.pathname): void => {
  if (location.pathname !== path) return
  // What was opened within the view has entries of its own.
  if (!(history.state as { entry?: string } | null)?.entry) return go(addressOf('inbox'), { replace: true })
  addEventListener('popstate', () => leaveView(path), { once: true })
  history.back()
}
