import type { BackPart } from '@muster/core/domain/inverse.ts'
import { recallInTab, storeInTab } from '../lib/browser-storage.ts'

/** A step that can be taken back, or done again: what it was, in words, and what does that. */
export interface Kept {
  readonly label: string
  readonly parts: readonly BackPart[]
  /** The row that it made, which has still to be given its name. */
  readonly unnamed?: string
}
export interface Steps {
  readonly undo: readonly Kept[]
  readonly redo: readonly Kept[]
}
/** Which steps are stored, by their numbers. */
interface Listed {
  readonly v: 2
  readonly undo: readonly number[]
  readonly redo: readonly number[]
}
interface Stored {
  readonly n: number
  /** UTF-16 units. */
  readonly length: number
}
const slot = 'steps'
const slotOf = (n: number) => `step-${n}`
/** As much of the steps as a tab stores over being loaded anew: UTF-16 units. */
const longest = 256 * 1024

/**
 * The steps of a tab over being loaded anew. Each lies under a slot of its own, written once: one more step writes itself and a short list,
 * however much is stored beside it.
 */
export const openStoredSteps = () => {
  const known = new Map<Kept, Stored>()
  let listed: Listed = { v: 2, undo: [], redo: [] }
  let next = 0

  const recalledStep = (n: number): Kept => {
    const text = recallInTab(slotOf(n)) ?? ''
    const step = JSON.parse(text) as Kept
    known.set(step, { n, length: text.length })
    return step
  }
  /** Reads what this tab stored; of another form it is nothing. */
  const recalled = (): Steps => {
    try {
      const found = JSON.parse(recallInTab(slot) ?? '') as Listed | (Steps & { readonly v: 1 })
      // As the release before stored them.
      if (found.v === 1) return { undo: found.undo, redo: found.redo }
      listed = found
      next = Math.max(-1, ...found.undo, ...found.redo) + 1
      return { undo: found.undo.map(recalledStep), redo: found.redo.map(recalledStep) }
    } catch {
      // Then there is nothing to take back.
      return { undo: [], redo: [] }
    }
  }
  /** Where a step is stored, from now on if it was not; undefined where there is no room for it. */
  const placeOf = (step: Kept): Stored | undefined => {
    const before = known.get(step)
    if (before) return before
    const text = JSON.stringify(step)
    if (text.length > longest || !storeInTab(slotOf(next), text)) return undefined
    const stored = { n: next++, length: text.length }
    known.set(step, stored)
    return stored
  }
  return {
    recalled,
    /** Stores them as far as they fit: what does not is the oldest, and what could be done again, and lasts as long as the page. */
    save: ({ undo, redo }: Steps): void => {
      let room = longest
      const places = (steps: readonly Kept[]): readonly number[] => {
        const found: number[] = []
        for (const step of steps.toReversed()) {
          const stored = placeOf(step)
          if (!stored || stored.length > room) break
          room -= stored.length
          found.unshift(stored.n)
        }
        return found
      }
      const [undone, again] = [places(undo), places(redo)]
      const now: Listed = { v: 2, undo: undone, redo: again.length === redo.length ? again : [] }
      storeInTab(slot, JSON.stringify(now))
      const stays = new Set([...now.undo, ...now.redo])
      for (const n of [...listed.undo, ...listed.redo]) if (!stays.has(n)) storeInTab(slotOf(n), null)
      for (const [step, { n }] of known)
        if (!stays.has(n)) {
          storeInTab(slotOf(n), null)
          known.delete(step)
        }
      listed = now
    },
  }
}
