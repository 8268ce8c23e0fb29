import type { Code } from '../codes.ts'

/** What every write of the resource API may be refused with, besides the codes of its own rule. */
export const writingProblems = ['not_found', 'forbidden', 'reused_id', 'busy', 'outcome_unknown', 'storage_full'] as const satisfies readonly Code[]

/** The same for what changes something that is there, and heeds `If-Match`. */
export const changingProblems = [...writingProblems, 'stale'] as const
