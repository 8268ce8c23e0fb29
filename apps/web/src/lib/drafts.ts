const ours = 'muster-'
/** What is not somebody's own: the look of the next first paint, and what is left to do about a session. */
const stays = new Set(['muster-look', 'muster-leaving'])

/** Deletes what this page keeps of a person beside the replica: drafts, and how they look at lists. */
export const forgetDrafts = (): void => {
  for (const slot of Object.keys(localStorage)) if (slot.startsWith(ours) && !stays.has(slot)) localStorage.removeItem(slot)
}
