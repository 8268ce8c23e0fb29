import { kindNames, type ByKind } from './kinds.ts'

/** What all that is done in a second takes: microseconds of CPU, or bytes, as each of a kind does. */
export const spent = (load: ByKind, each: ByKind): number => kindNames.reduce((sum, kind) => sum + load[kind] * each[kind], 0)
