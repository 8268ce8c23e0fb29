import type { Effect } from './effect.ts'

/** What follows from commits in this build. Nothing does so far: no commit names an effect, and none costs more for it. */
export const registered = (): readonly Effect[] => []
