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
}
