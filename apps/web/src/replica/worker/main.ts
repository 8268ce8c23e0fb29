import { setPageOwner } from '../../lib/page-owner.ts'
import type { Ask, Told } from '../protocol.ts'
import { createLeadership } from './leadership.ts'
import { openOutboxStore } from './outbox-store.ts'
import { openReplicaStore } from './replica-store.ts'
import { openTab, type Tab } from './tab.ts'

/** The part of a worker's global scope that is used here; the DOM's own types describe a window. */
interface Scope {
  postMessage: (message: Told) => void
  onmessage: ((event: MessageEvent<Ask>) => void) | null
}
const scope = globalThis as unknown as Scope

const deleted = (name: string) =>
  new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = () => resolve()
  })
const open = (person: string): Tab => {
  setPageOwner(person)
  return openTab(person, {
    say: (message) => scope.postMessage(message),
    channel: new BroadcastChannel(`muster-${person}`),
    openReplica: (closed) => openReplicaStore(person, closed),
    openOutbox: (closed, later) => openOutboxStore(person, closed, later),
    lead: (changed) => createLeadership(`muster-lead-${person}`, changed),
    report: reportError,
    deleteAll: () => Promise.all([deleted(`muster-replica-${person}`), deleted(`muster-outbox-${person}`)]),
  })
}

let tab: Tab | undefined
scope.onmessage = ({ data }) => {
  if (data.do === 'open') tab ??= open(data.person)
  else tab?.ask(data)
}
