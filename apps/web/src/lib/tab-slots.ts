import { slotsFrom } from './browser-storage.ts'
import { newId } from './new-id.ts'

// What a tab stores for the case that it dies is named by the tab, and a lock that it holds as long as it lives says that it is not dead.
const tab = newId()
const lockOf = (one: string) => `muster-tab-${one}`
// Where there are no locks, every other tab counts as gone: what it stores is merged, and nothing is lost.
const locks = (navigator as { readonly locks?: LockManager }).locks
void locks?.request(lockOf(tab), () => new Promise(() => {}))

/** What this tab stores something under. */
export const slotOfTab = (slot: string): string => `${slot}-${tab}`

/** Hands over the slots that tabs which are no more left behind, to one tab at a time; with them one that an earlier build stored without a tab. */
export const takeLeftBehind = async (slot: string, take: (left: string) => void): Promise<void> => {
  const others = () => slotsFrom(slot).filter((one) => one !== slotOfTab(slot) && (one === slot || one.startsWith(`${slot}-`)))
  const work = async () => {
    const { held = [], pending = [] } = (await locks?.query()) ?? {}
    const alive = new Set([...held, ...pending].map(({ name }) => name))
    for (const one of others()) if (!alive.has(lockOf(one.slice(slot.length + 1)))) take(one)
  }
  if (others().length > 0) await (locks ? locks.request(`muster-left-${slot}`, work) : work())
}
