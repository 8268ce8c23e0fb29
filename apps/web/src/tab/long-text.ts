import { recall, store } from '../lib/browser-storage.ts'

/** Keeps what is too long to be saved under a name, for one of the fields, in this tab or another, that may have it open. */
export const keepLong = (slot: string, max: number) => {
  /** What this field knows to be kept: what another one keeps there is not its own to forget. */
  let known = recall(slot)
  let wrote = false
  return {
    text: known,
    write: (text: string | null) => {
      const long = text !== null && text.length > max
      if (long) known = store(slot, text) ? text : null
      else {
        if (known !== null && recall(slot) === known) store(slot, null)
        known = null
      }
      wrote = long
    },
    /** Whether what was last written is kept. */
    isKept: () => wrote && known !== null && recall(slot) === known,
  }
}
