import type { Pending } from './pending.ts'

/** What waits because it needs an id that a refused change would have created, each with the refused change it waits for. Nothing else waits. */
export const parkedWith = (refused: readonly Pending[], waiting: readonly Pending[]): readonly { readonly change: Pending; readonly by: string }[] => {
  const lost = new Map<string, string>()
  for (const { id, creates } of refused) for (const made of creates) lost.set(made, id)
  const parked: { change: Pending; by: string }[] = []
  if (lost.size === 0) return parked
  for (const change of waiting) {
    const need = change.needs.find((id) => lost.has(id))
    const by = need === undefined ? undefined : lost.get(need)
    if (by === undefined) continue
    parked.push({ change, by })
    for (const made of change.creates) lost.set(made, by)
  }
  return parked
}

/**
 * What of a space may be sent now: in order, up to so many changes and characters. One that needs what an earlier, still
 * unanswered change of another space creates waits for that, and all behind it with it.
 */
export const sendable = (space: string, waiting: readonly Pending[], most: number, characters: number): readonly Pending[] => {
  const group: Pending[] = []
  const elsewhere = new Set<string>()
  let size = 0
  for (const change of waiting) {
    if (change.space !== space) for (const made of change.creates) elsewhere.add(made)
    else {
      size += JSON.stringify(change.args).length
      if (group.length >= most || (group.length > 0 && size > characters) || change.needs.some((id) => elsewhere.has(id))) break
      group.push(change)
    }
  }
  return group
}
