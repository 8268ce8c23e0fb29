import { useEffect, useState } from 'react'
import { recall, store } from '../lib/browser-storage.ts'
import { serverNow } from '../lib/server-clock.ts'
import { useReplica, useSync } from '../replica/context.ts'
import type { Pending } from '../replica/pending.ts'

const oldMs = 86_400_000
const none: readonly Pending[] = []
const lookAgainMs = 600_000
const askedSlot = 'persist-asked'
/** Not there where a page is served without encryption. */
const manager = navigator.storage as StorageManager | undefined

/** Asks the browser once to keep what it holds of a person, when there is something that it must not delete. */
const askToPersist = async () => {
  if (recall(askedSlot) !== null || (await manager?.persisted())) return
  store(askedSlot, 'yes')
  await manager?.persist()
}

/** Changes that have waited for more than a day in a browser that may delete them whenever it needs the room. */
export const useAtRisk = (): readonly Pending[] => {
  const replica = useReplica()
  const waiting = useSync((sync) => sync.waiting)
  const [atRisk, setAtRisk] = useState(none)
  const some = waiting > 0
  useEffect(() => {
    // Where nobody can be asked nothing is promised either.
    if (some) void askToPersist().catch(() => {})
  }, [some])
  useEffect(() => {
    let over = false
    const look = async () => {
      const old = replica.waiting().filter(({ clientAt }) => serverNow() - Date.parse(clientAt) > oldMs)
      const safe = old.length === 0 || ((await manager?.persisted().catch(() => false)) ?? false)
      if (!over) setAtRisk(safe ? none : old)
    }
    void look()
    const again = setInterval(() => void look(), lookAgainMs)
    return () => {
      over = true
      clearInterval(again)
    }
  }, [replica, waiting])
  return atRisk
}
