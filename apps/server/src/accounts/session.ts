import type { Scope } from '@muster/core/contract/scopes.ts'
import type { Person } from './records.ts'

/** A signed-in person and the generation of their tokens. */
export interface Session {
  readonly sid: string
  readonly counter: number
  readonly user: Person
  /** When the session ends however much it is used. */
  readonly expiresAt: string
  /** When whoever is signed in showed who they are. */
  readonly createdAt: string
  /** Told once, to who has just signed in: a session of theirs was continued elsewhere since they did so before. */
  readonly stolen?: true
}

/** Who asks by an API key, as if they were signed in by it, and what it may ask for. */
export interface Keyed {
  readonly session: Session
  readonly scopes: readonly Scope[]
}
