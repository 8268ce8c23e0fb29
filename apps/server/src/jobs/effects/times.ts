/** How long what takes, in milliseconds, and how much there is of it at once. */
export interface EffectTimes {
  /** How long a space is held; renewed at a third of it. */
  readonly leaseMs: number
  /** How long one effect may take before it has failed. */
  readonly effectMs: number
  /** Between two looks at what is due, on average, when nobody rings. */
  readonly pollMs: number
  /** Between two looks at least, however often somebody rings. */
  readonly paceMs: number
  /** The first wait after a failure; twice as long after each further one, up to the longest. */
  readonly backOffMs: number
  readonly longestBackOffMs: number
  /** How long a space is left alone whose next effect this build does not know. */
  readonly unknownMs: number
  /** How long somebody waits for a place at a target, holding one of this process. */
  readonly placeMs: number
  /** How long what has begun may take when the process ends. */
  readonly drainMs: number
  /** When the longest pending has been so for longer, and this process has come no further for as long, it is not ready. */
  readonly stuckMs: number
  /** Spaces that are worked on at once. */
  readonly spaces: number
  /** Effects that one target is sent at once. */
  readonly perTarget: number
  /** Effects of one space that are done before others have their turn. */
  readonly perTurn: number
}

export const usual: EffectTimes = {
  leaseMs: 30_000,
  effectMs: 20_000,
  pollMs: 2_000,
  paceMs: 100,
  backOffMs: 1_000,
  longestBackOffMs: 300_000,
  unknownMs: 30_000,
  placeMs: 200,
  drainMs: 10_000,
  stuckMs: 120_000,
  spaces: 8,
  perTarget: 2,
  perTurn: 50,
}

/** The wait after so many failures, half of it by chance: those that failed together do not come again together. */
export const backOff = ({ backOffMs, longestBackOffMs }: EffectTimes, failures: number, chance = Math.random()): number =>
  Math.min(longestBackOffMs, backOffMs * 2 ** (failures - 1)) * (0.5 + chance / 2)
