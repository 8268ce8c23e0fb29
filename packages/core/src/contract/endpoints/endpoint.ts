import type { Code } from '../codes.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call: `anyone`; `origin`, anyone on a page of ours (no session yet); `session`, somebody signed in, who on
 * unsafe methods also sends the session's token as `X-CSRF-Token`.
 */
export type AuthKind = 'anyone' | 'origin' | 'session'

/** What goes in and out of an endpoint, in types alone. `replies` are by status; `never` means nothing of the kind is taken. */
export interface Shape {
  readonly auth: AuthKind
  readonly params?: object
  readonly query?: object
  readonly body?: unknown
  readonly replies: Readonly<Record<number, unknown>>
}

/** An endpoint as a value: data that both sides import. Its schemas are joined to it by `key`, on the server only. */
export interface Endpoint<S extends Shape = Shape> {
  readonly key: string
  readonly method: Method
  /** With `:name` for each parameter. */
  readonly path: string
  readonly auth: S['auth']
  /** What it does, in one sentence. */
  readonly summary: string
  /** The codes it answers with besides those that every endpoint of its kind may give. */
  readonly problems: readonly Code[]
  /** Never set: it carries the types. */
  readonly shape?: S
}
