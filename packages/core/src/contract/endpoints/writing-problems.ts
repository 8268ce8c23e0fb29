import type { Code } from '../codes.ts'

/** What every write of the resource API may be refused with, besides the codes of its own rule. */
export const writingProblems = ['not_found', 'forbidden', 'stale', 'reused_id', 'busy', 'outcome_unknown', 'storage_full'] as const satisfies readonly Code[]
