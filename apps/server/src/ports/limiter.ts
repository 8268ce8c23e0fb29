/** What somebody may take of something: so many points within so many seconds, from their first on. */
export interface Policy {
  /** Tells policies apart, in a store as in the headers of an answer: small letters and dashes. */
  readonly name: string
  readonly points: number
  readonly seconds: number
  /** The most that one request takes. One process alone, while nothing is shared, still lets that much pass. */
  readonly atOnce?: number
  /** Points that a process may take ahead where they are shared. What it does not use is lost to the others: few of very many. */
  readonly ahead?: number
  /** Whether what was taken may be given back: then a refusal holds for that moment, and who was refused is looked at anew each time. */
  readonly returns?: true
}

/** What became of it. */
export interface Taken {
  readonly policy: Policy
  /** Whether there was enough left. What was asked for is gone either way, so that asking on brings nobody more. */
  readonly passes: boolean
  readonly left: number
  /** Milliseconds until all of it is there again. */
  readonly resetMs: number
}

/**
 * Counts what people take, over all processes that share it: together they let pass exactly what the policy says. Where what is shared
 * does not answer, each process lets pass its part of it, and never all that is asked for. Nothing that must be right depends on it.
 */
export interface Limiter {
  /** At once where nothing is shared. Never throws. @param who as the policy means it: a person, an address */
  readonly take: (policy: Policy, who: string, points: number) => Taken | Promise<Taken>
  /** For what turned out not to count. Nobody waits for it; where the time is over meanwhile it may get lost. */
  readonly giveBack: (policy: Policy, who: string, points: number) => void
}
