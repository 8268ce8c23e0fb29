import { allAdded } from '../features/tasks/added-slots.ts'
import { recall, slotsFrom } from '../lib/browser-storage.ts'

/** Under names that begin so lies what somebody wrote and did not finish: half a task, notes, a title or a section's name that is too long. */
const starts = ['draft-', 'notes-', 'title-', 'name-']

/** Notes are stored with what they were written on. */
const textOf = (stored: string): string => {
  try {
    const { text } = JSON.parse(stored) as { readonly text?: unknown }
    return typeof text === 'string' ? text : stored
  } catch {
    return stored
  }
}
/** Titles of tasks that are not tasks yet: what adds them has not come. */
const added = (): readonly string[] => allAdded().flatMap(([, one]) => one?.[3].map(({ title }) => title) ?? [])
/** What the person wrote in this browser that is no change yet. */
export const unfinishedTexts = (): readonly string[] =>
  [...starts.flatMap(slotsFrom).map((slot) => textOf(recall(slot) ?? '')), ...added()].filter((text) => text.trim() !== '')
