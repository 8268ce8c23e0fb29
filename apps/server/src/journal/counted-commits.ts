import type { Store } from '../ports/store.ts'

/** Commits of this process since it began: those that took place, and those that somebody else came before. */
export interface Commits {
  committed: number
  conflict: number
}

/** The same store, whose commits are counted by how they end. */
export const countingCommits = <S extends Store>(store: S, commits: Commits): S => ({
  ...store,
  commit: async (...args) => {
    const outcome = await store.commit(...args)
    commits[outcome]++
    return outcome
  },
})
