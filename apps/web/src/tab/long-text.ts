import { isRoomless, keep, recall } from '../lib/browser-storage.ts'
import { slotOfTab } from '../lib/tab-slots.ts'

/**
 * Keeps what is too long to be saved under a name, for one of the fields of this tab that may have it open; what is kept from fewer UTF-16 units
 * on is a draft, which is kept whatever its length.
 */
export const keepLong = (name: string, max: number, from = max) => {
  const slot = slotOfTab(name)
  /** What this field knows to be kept: what another one keeps there is not its own to forget. */
  let known = recall(slot)
  let wrote: string | null | undefined
  return {
    text: known,
    write: (text: string | null): void => {
      if (text !== null && text.length > from) {
        keep(slot, text)
        known = text
      } else {
        if (known !== null && recall(slot) === known) keep(slot, null)
        known = null
      }
      wrote = text
    },
    /** Takes up what a tab that is no more left behind in a slot, unless there is something here by now. */
    takeUp: (left: string): string | null => {
      const text = recall(left)
      if (text === null || wrote !== undefined || recall(slot) !== null) return null
      known = text
      const stored = keep(slot, text)
      keep(left, null)
      // Where there is no room for both, there is when one has gone.
      if (!stored) keep(slot, text)
      return text
    },
    /** Whether there is no room for it in this browser: then this page alone keeps it. */
    isRoomless: () => isRoomless(slot),
    /** By what the text that was last written is kept, if it is too long. */
    keptBy: (): 'browser' | 'page' | null => {
      if (typeof wrote !== 'string' || wrote.length <= max || recall(slot) !== known) return null
      return isRoomless(slot) ? 'page' : 'browser'
    },
  }
}
