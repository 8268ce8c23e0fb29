/**
 * What people do to a process, by kind. Each is counted a second, except `process`, which there is one of, and `held`, which are streams
 * that are open: those cost by the second.
 */
export const kinds = {
  process: 'a process that nobody asks anything, for a second',
  held: 'an open stream, for a second',
  change: 'a change, sent by itself and committed',
  told: 'telling a stream that a space has moved',
  pull: 'a pull of what has changed, one in ten of them made and nine cached',
  nothing: 'a pull of nothing new',
  page: 'a page of 50 that the client has (304)',
  refresh: 'a rotation of a session',
  me: 'asking who one is',
  stream: 'opening a stream',
} as const
export type Kind = keyof typeof kinds
export type ByKind = Readonly<Record<Kind, number>>

export const kindNames = Object.keys(kinds) as readonly Kind[]
export const byKind = (of: (kind: Kind) => number): ByKind => Object.fromEntries(kindNames.map((kind) => [kind, of(kind)])) as unknown as ByKind

/** Where something is spent. */
export const payers = { process: 'the process', primary: "MongoDB's primary", secondary: 'each secondary' } as const
export type Payer = keyof typeof payers

/** How a figure of the bench is called that says what one of a kind costs. */
export const costFigure = (payer: Payer, kind: Kind): string => `CPU of ${payers[payer]}: ${kinds[kind]}`
export const bytesFigure = (kind: Kind): string => `sent to the client: ${kinds[kind]}`
/** Other figures of the bench that the model goes by. */
export const figures = {
  heard: 'CPU of a process that is told by Redis of a change in another',
  rowBytes: 'a task with the entry that made it, rows',
  indexBytes: 'a task with the entry that made it, indexes',
  changeBytes: 'a change: rows and entry that it leaves',
  streamBytes: 'memory of each stream',
  bare: 'R: a bare server with the bytes of a page of 50',
} as const
