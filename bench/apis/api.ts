/** What the bench asks of a server, as it goes over the wire: ours and the starting point each have their own. `who` counts the people. */
export interface Api {
  /** Makes the credentials afresh: those of ours live for ten minutes. */
  readonly signIn: () => void
  /** The first page of fifty open tasks; with a validator it may be answered 304. */
  readonly list: (who: number, tag?: string) => string
  /** Fifty tasks from after a cursor. */
  readonly page: (who: number, cursor: string, limit?: number) => string
  readonly changes: (who: number, since: string) => string
  readonly one: (who: number, task: string) => string
  readonly rename: (who: number, task: string, title: string) => string
  /** A change that every page of somebody's list depends on, unlike the one before it, whoever asked for that. */
  readonly touch: (who: number) => string
  /** Where somebody is after the changes they were answered with. */
  readonly sinceOf: (body: Buffer) => string
  /** For each person: their tasks, and where they are before anything changes. */
  readonly people: readonly { readonly tasks: readonly string[]; readonly since: string }[]
}
