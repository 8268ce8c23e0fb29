import type { Figure } from '../report/figure.ts'
import type { Sized } from '../seed/shared.ts'

/** What every part of the bench is given. */
export interface Bench {
  /** A folder of this run on a real disk; it is removed at the end. */
  readonly folder: string
  /** Leaves out what takes minutes. */
  readonly quick: boolean
  /** A place on SQLite with a shared space of so many tasks, no server on it. Parts follow each other on the same one. */
  readonly sized: (tasks: number) => Promise<Sized>
  /** Gives the address of a database of its own at a replica set of three members, which runs from then on; null without a MongoDB. */
  readonly mongo: () => Promise<((database: string) => string) | null>
  /** What is to be ended after this part, however it ends. */
  readonly afterwards: (end: () => Promise<void>) => void
  readonly found: (figure: Omit<Figure, 'part'>) => void
  /** Says what could not be measured, and why. */
  readonly missing: (why: string) => void
  /** Says what is being done. */
  readonly say: (text: string) => void
}

/** One part of the bench, chosen by its name. */
export interface Part {
  readonly name: string
  readonly about: string
  readonly run: (bench: Bench) => Promise<void>
}
