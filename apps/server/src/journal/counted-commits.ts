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
  progress: async (...args) => {
    const outcome = await store.progress(...args)
    const [, , , parts = []] = args
    // Without any it notes how far the work has come, and is no commit; under a lost lease nothing was tried.
    if (parts.length > 0 && outcome !== 'lost') commits[outcome === 'conflict' ? 'conflict' : 'committed']++
    return outcome
  },
})
