import type { OpenDBCallbacks } from 'idb'

/** Told when a database was closed under us; `newer` when a page of a later build needs another format of it. */
export type Closed = (newer: boolean) => void

/**
 * How a database is given up: at once when somebody deletes or upgrades it, for that waits until all have closed it; and
 * when the browser itself took it away.
 */
export const lettingGo = (closed: Closed): OpenDBCallbacks<unknown> => ({
  blocking: (_now, next, event) => {
    ;(event.target as IDBDatabase).close()
    closed(next !== null)
  },
  terminated: () => closed(false),
})

/** Whether a database could not be opened because a later build has brought it into another format. */
export const isLater = (error: unknown): boolean => error instanceof DOMException && error.name === 'VersionError'
