import type { Clock } from '../../ports/clock.ts'

/** Ends what was entered. */
type End = () => void

/**
 * So many effects at once for each target: one that is slow holds up its own, and the others have room. Who comes when there is none waits
 * for a moment, which is enough where a target is quick.
 */
export const createTargets = (most: number, waitMs: number, clock: Clock) => {
  const inside = new Map<string, number>()
  const waiting = new Map<string, Set<() => void>>()
  const leave = (target: string) => {
    // Handed on: it is as full as before.
    const [next] = waiting.get(target) ?? []
    if (next) return next()
    const left = (inside.get(target) ?? 1) - 1
    if (left === 0) inside.delete(target)
    else inside.set(target, left)
  }
  return {
    /** Gives what ends it; undefined when there was no room. */
    enter: (target: string): Promise<End | undefined> | End => {
      const end = () => leave(target)
      const count = inside.get(target) ?? 0
      if (count < most) {
        inside.set(target, count + 1)
        return end
      }
      return new Promise((resolve) => {
        const queue = waiting.get(target) ?? new Set()
        waiting.set(target, queue)
        const out = (outcome: End | undefined) => {
          stop()
          queue.delete(turn)
          if (queue.size === 0) waiting.delete(target)
          resolve(outcome)
        }
        const turn = () => out(end)
        const stop = clock.after(waitMs, () => out(undefined))
        queue.add(turn)
      })
    },
    /** Targets with something under way, or waiting: none when nothing is. */
    count: (): number => inside.size + waiting.size,
  }
}
export type Targets = ReturnType<typeof createTargets>
