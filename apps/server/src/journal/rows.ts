import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { keyOf, type Ask, type DocKey } from '@muster/core/domain/ask.ts'
import type { Head, Reads } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'

/** What has been read of one space: every row by key, undefined where there is none, and the answers to what was asked otherwise. */
export interface Rows {
  readonly loaded: Map<string, AnyDoc | undefined>
  readonly answers: Map<string, readonly AnyDoc[] | number>
}
export const createRows = (): Rows => ({ loaded: new Map(), answers: new Map() })

/** Whether a row is of a later rev than the head: somebody committed between the two, or a member that was deposed told one of them. */
export const isTorn = ({ loaded }: Rows, head: Head | undefined): boolean => {
  for (const doc of loaded.values()) if (doc !== undefined && doc.rev > (head?.rev ?? 0)) return true
  return false
}

type Other = Exclude<Ask, { readonly docs: readonly DocKey[] }>
const nameOf = (ask: Other): string => JSON.stringify(ask)

/** The answer by what has been read; undefined while something of it has not. */
export const answerFrom = (rows: Rows, ask: Ask): unknown => {
  if (!('docs' in ask)) return rows.answers.get(nameOf(ask))
  const found: (AnyDoc | undefined)[] = []
  for (const { kind, id } of ask.docs) {
    const key = keyOf(kind, id)
    if (!rows.loaded.has(key)) return undefined
    found.push(rows.loaded.get(key))
  }
  return found
}

/** Rows in an answer, as they count against what a mutation may look at. */
export const rowsIn = (ask: Ask, answer: unknown): number => ('count' in ask ? 1 : (answer as readonly unknown[]).length)

/** The rows by key that some asks lack. */
export const keysFor = (rows: Rows, asks: readonly Ask[]): ReadonlyMap<string, DocKey> => {
  const keys = new Map<string, DocKey>()
  for (const ask of asks) if ('docs' in ask) for (const one of ask.docs) if (!rows.loaded.has(keyOf(one.kind, one.id))) keys.set(keyOf(one.kind, one.id), one)
  return keys
}
/** Puts down what was read by those keys; what is not there was looked for as well. */
export const putRead = (rows: Rows, keys: ReadonlyMap<string, DocKey>, docs: readonly AnyDoc[]): void => {
  for (const key of keys.keys()) rows.loaded.set(key, undefined)
  for (const doc of docs) rows.loaded.set(keyOf(doc.kind, doc.id), doc)
}

/** Reads what some asks of one space lack: all rows by key in one read, everything else in one each. Gives how many rows that was. */
export const readFor = async (store: Reads, space: string, rows: Rows, asks: readonly Ask[], bound?: Bound): Promise<number> => {
  const keys = keysFor(rows, asks)
  const others = new Map<string, Other>()
  for (const ask of asks) if (!('docs' in ask) && !rows.answers.has(nameOf(ask))) others.set(nameOf(ask), ask)
  let count = 0
  const readOther = async (name: string, ask: Other) => {
    if ('count' in ask) return void rows.answers.set(name, await store.countKind(space, ask.count, ask.atMost, bound))
    const docs =
      'all' in ask
        ? await store.all(space, ask.all as Kind, ask.atMost, bound)
        : 'merged' in ask
          ? await store.merged(space, ask.merged, ask.atMost, bound)
          : await store.children(space, ask.children, ask.atMost, bound)
    rows.answers.set(name, docs)
    count += docs.length
    putRead(rows, new Map(), docs)
  }
  const readKeys = async () => {
    const docs = await store.docs(space, [...keys.values()], bound)
    count += docs.length
    putRead(rows, keys, docs)
  }
  await Promise.all([...(keys.size > 0 ? [readKeys()] : []), ...[...others].map(([name, ask]) => readOther(name, ask))])
  return count
}
