import { replicaKinds, type ReplicaKind } from '@muster/core/contract/kinds.ts'

/** The kinds that come in ranges of their own; all others are small, and come one behind the other. */
export const largeKinds = ['task', 'notes'] as const
export const smallKinds: readonly ReplicaKind[] = replicaKinds.filter((kind) => !(largeKinds as readonly ReplicaKind[]).includes(kind))

/**
 * Which rows a chunk holds, told by each row alone: by neither how many there are nor what day it is. So a row that stays as it
 * was when the snapshot began lies in one range, whoever makes it and whatever is written meanwhile.
 */
export type Chunk =
  /** What a first screen shows: open tasks of the Inbox, and those due on a day or before. They come again in the range they lie in. */
  | { readonly soon: string }
  /** Rows of a kind with ids after `after`, up to `until` and with it (null: to the end). Small kinds go on with those behind them. */
  | { readonly kind: ReplicaKind; readonly after: string; readonly until: string | null }

/** A chunk as an address names it. */
export const nameOf = (chunk: Chunk): string => ('soon' in chunk ? `first.${chunk.soon}` : `${chunk.kind}.${chunk.after}.${chunk.until ?? ''}`)

const day = /^\d{4}-\d{2}-\d{2}$/
const id = /^(?:[0-9a-f-]{36})?$/

/** The chunk of a name; undefined when it is not one of ours. */
export const chunkOf = (name: string): Chunk | undefined => {
  const [first = '', after = '', until = '', ...more] = name.split('.')
  if (more.length > 0) return undefined
  if (first === 'first') return day.test(after) && until === '' ? { soon: after } : undefined
  const kind = replicaKinds.find((one) => one === first)
  if (!kind || !id.test(after) || !id.test(until) || name.split('.').length !== 3) return undefined
  return { kind, after, until: until === '' ? null : until }
}

/** All ids of a kind in ranges that touch: the last bound is open, so that none can lie behind it. */
export const rangesOf = (kind: ReplicaKind, bounds: readonly string[]): readonly Chunk[] =>
  ['', ...bounds].map((after, n) => ({ kind, after, until: bounds[n] ?? null }))
