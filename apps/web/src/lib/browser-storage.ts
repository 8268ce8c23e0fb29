// All that this browser stores in small. Nothing else touches localStorage and sessionStorage but the script that sets
// the look before the first paint. What is somebody's own is stored under their id, and only their page reads it.
import { pageOwner } from './page-owner.ts'

/** What belongs to the browser: the look and language of the next first paint, whose session is still to be ended, and who was here last. */
const deviceSlots = ['look', 'language', 'leaving', 'person'] as const
export type DeviceSlot = (typeof deviceSlots)[number]

/** What belongs to a tab, whoever is signed in: for which build it was loaded anew. */
export type TabSlot = 'reloaded'

const ofDevice = (slot: DeviceSlot | TabSlot) => `muster-${slot}`
const deviceKeys = deviceSlots.map(ofDevice)
const ofPerson = (person: string) => `muster/${person}/`

/** Asking for the storage throws where a browser forbids it; writing, where there is no room. */
const tried = <V>(work: () => V, otherwise: V): V => {
  try {
    return work()
  } catch {
    return otherwise
  }
}
const write = (storage: () => Storage, key: string, text: string | null): boolean =>
  tried(() => {
    if (text === null) storage().removeItem(key)
    else storage().setItem(key, text)
    return true
  }, false)
const local = () => localStorage
const session = () => sessionStorage
const keysOf = (storage: () => Storage): readonly string[] => tried(() => Object.keys(storage()), [])

export const recallOnDevice = (slot: DeviceSlot): string | null => tried(() => local().getItem(ofDevice(slot)), null)
export const storeOnDevice = (slot: DeviceSlot, text: string | null): boolean => write(local, ofDevice(slot), text)
export const recallOnTab = (slot: TabSlot): string | null => tried(() => session().getItem(ofDevice(slot)), null)
export const storeOnTab = (slot: TabSlot, text: string): boolean => write(session, ofDevice(slot), text)

/** What was to be kept and had no room, by its key: it lasts as long as the page. */
const roomless = new Map<string, string>()

const keyOf = (slot: string): string | null => {
  const owner = pageOwner()
  return owner === undefined ? null : ofPerson(owner) + slot
}
const recallFrom = (storage: () => Storage, slot: string) => {
  const key = keyOf(slot)
  return key === null ? null : tried(() => storage().getItem(key), null)
}
const storeIn = (storage: () => Storage, slot: string, text: string | null) => {
  const key = keyOf(slot)
  return key !== null && write(storage, key, text)
}
/** A text of the person whose page this is. */
export const recall = (slot: string): string | null => roomless.get(keyOf(slot) ?? '') ?? recallFrom(local, slot)
/** Stores it, or forgets it when null. False where there is no room, nothing may be stored, or the page is nobody's. */
export const store = (slot: string, text: string | null): boolean => storeIn(local, slot, text)
/** The same of what somebody writes: without room the page has it as long as it lives. */
export const keep = (slot: string, text: string | null): boolean => {
  const stored = store(slot, text)
  const key = keyOf(slot)
  if (key !== null) {
    if (stored || text === null) roomless.delete(key)
    else roomless.set(key, text)
  }
  return stored
}
/** Whether this page alone has what was to be stored, since there was no room. */
export const isRoomless = (slot: string): boolean => roomless.has(keyOf(slot) ?? '')
/** The same for this tab alone. */
export const recallInTab = (slot: string): string | null => recallFrom(session, slot)
export const storeInTab = (slot: string, text: string | null): boolean => storeIn(session, slot, text)

/** What the person whose page this is has stored under names that begin so. */
export const slotsFrom = (start: string): readonly string[] => {
  const own = ofPerson(pageOwner() ?? '')
  return [...new Set([...keysOf(local), ...roomless.keys()])].flatMap((key) => (key.startsWith(own + start) ? key.slice(own.length) : []))
}
/** What was stored as JSON; `otherwise` where there is none that can be read. */
export const recallJson = <V>(slot: string, otherwise: V): V => tried(() => JSON.parse(recall(slot) ?? '') as V, otherwise)

/** Forgets all that is a person's own, and what earlier builds stored without a name. Others' stays. */
export const forgetAllOf = (person: string): void => {
  for (const storage of [local, session])
    for (const key of keysOf(storage))
      if (key.startsWith(ofPerson(person)) || (key.startsWith('muster-') && !deviceKeys.includes(key))) write(storage, key, null)
}

/** Calls back when another tab says that somebody else is at this browser now. */
export const onOtherPerson = (person: string, changed: () => void): void =>
  addEventListener('storage', (event) => {
    const now = event instanceof StorageEvent && event.key === ofDevice('person') ? event.newValue : null
    if (now !== null && now !== person) changed()
  })
