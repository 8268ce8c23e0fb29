import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Submitted } from './submitted.ts'

const day = 86_400_000

/** The instant before which the journal forgets. */
export const forgottenBefore = (now: Date): string => new Date(now.getTime() - limits.journalDays * day).toISOString()

/** Whether a replica at `rev` may lack what nobody can tell it any more. One at 0 holds nothing, and lacks nothing. */
export const isForgotten = (rev: number, horizon = 0): boolean => rev > 0 && rev < horizon

/** A change, as far as it matters to how old it is. */
type Made = Pick<Submitted, 'base' | 'clientAt'>

/**
 * Whether a change whose id the journal does not know may have been known once: what was made on `base` was committed above it, and
 * above the horizon every id is known. Base 0 is sent by who had not learnt yet where they stood, or asks for something to be decided
 * now: there the time tells, for nothing that was made since then is forgotten.
 */
export const isTooOld = ({ base, clientAt }: Made, horizon: number | undefined, now: Date): boolean =>
  base < (horizon ?? 0) && (base > 0 || clientAt < forgottenBefore(now))

/** Refuses `too_old` a change that is not known under its id and may have been. */
export const mustBeRecent = (made: Made, horizon: number | undefined, at: string): void => {
  if (isTooOld(made, horizon, new Date(at))) refuse('too_old', 'It may have been saved before: look whether it is there, and make it anew if not.')
}
