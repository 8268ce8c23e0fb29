import type { Kind } from '../contract/kinds.ts'
import type { AnyDoc, DocByKind, LabelDoc, TaskDoc } from '../contract/schemas/documents.ts'

/** Names a row within its space. */
export interface DocKey {
  readonly kind: Kind
  readonly id: string
}

/**
 * What a rule asks for of a space, one thing at a time.
 * - `docs`: rows by key; answered in the order asked, undefined where there is none
 * - `children`: the tasks right below any of some, those in the trash too, `atMost` of them
 * - `all`: the rows of a small kind, `atMost` of them
 * - `merged`: the labels that were merged into any of some, whatever became of them, `atMost` of them
 * - `count`: how many rows of a kind there are that are not deleted, counted up to `atMost`
 */
export type Ask =
  | { readonly docs: readonly DocKey[] }
  | { readonly children: readonly string[]; readonly atMost: number }
  | { readonly all: Kind; readonly atMost: number }
  | { readonly merged: readonly string[]; readonly atMost: number }
  | { readonly count: Kind; readonly atMost: number }

/**
 * A pure rule: yields what it needs to know, and goes on with the answer. It is run once, from its beginning to its end, by
 * whoever has the rows: the server reads them from its store, the browser has them in memory. Throws `Refusal`.
 */
export type Rule<T, A = Ask> = Generator<A, T, unknown>

/** The text that names a row within its space. */
export const keyOf = (kind: string, id: string): string => `${kind}:${id}`

/** Rows by key, in the order asked; undefined where there is none. One question, however many they are. */
export const getAll = function* (docs: readonly DocKey[]): Rule<readonly (AnyDoc | undefined)[]> {
  return docs.length === 0 ? [] : ((yield { docs }) as readonly (AnyDoc | undefined)[])
}
/** The row; undefined when there is none. */
export const get = function* <K extends Kind>(kind: K, id: string): Rule<DocByKind[K] | undefined> {
  return (yield* getAll([{ kind, id }]))[0] as DocByKind[K] | undefined
}
/** Those rows of one kind that are there, in the order asked. */
export const getMany = function* <K extends Kind>(kind: K, ids: readonly string[]): Rule<readonly DocByKind[K][]> {
  return (yield* getAll(ids.map((id) => ({ kind, id })))).filter((doc) => doc !== undefined) as DocByKind[K][]
}
/** The tasks right below any of some, those in the trash too. */
export const children = function* (parents: readonly string[], atMost: number): Rule<readonly TaskDoc[]> {
  return parents.length === 0 ? [] : ((yield { children: parents, atMost }) as readonly TaskDoc[])
}
/** All rows of a small kind. */
export const all = function* <K extends Kind>(kind: K, atMost: number): Rule<readonly DocByKind[K][]> {
  return (yield { all: kind, atMost }) as readonly DocByKind[K][]
}
/** The labels that were merged into any of some, whatever became of them. */
export const merged = function* (into: readonly string[], atMost: number): Rule<readonly LabelDoc[]> {
  return into.length === 0 ? [] : ((yield { merged: into, atMost }) as readonly LabelDoc[])
}
/** How many rows of a kind there are that are not deleted. */
export const count = function* (kind: Kind, atMost: number): Rule<number> {
  return (yield { count: kind, atMost }) as number
}

/** Whether a row counts against what a space holds of its kind. */
export const isCounted = (doc: AnyDoc | undefined): boolean => doc !== undefined && (!('deletedAt' in doc) || doc.deletedAt === null)

/** An answer as it is with some rows written since; `before` gives each of them as it was when the answer was read. */
export const patched = (written: ReadonlyMap<string, AnyDoc>, ask: Ask, answer: unknown, before: (key: string) => AnyDoc | undefined): unknown => {
  if (written.size === 0) return answer
  if ('docs' in ask) return ask.docs.map(({ kind, id }, index) => written.get(keyOf(kind, id)) ?? (answer as readonly unknown[])[index])
  if ('count' in ask) {
    let more = 0
    for (const [key, doc] of written) if (doc.kind === ask.count) more += Number(isCounted(doc)) - Number(isCounted(before(key)))
    return Math.min(ask.atMost, (answer as number) + more)
  }
  const asked = new Set('merged' in ask ? ask.merged : 'children' in ask ? ask.children : [])
  const belongs = (doc: AnyDoc) => {
    if ('all' in ask) return doc.kind === ask.all
    if ('merged' in ask) return doc.kind === 'label' && doc.mergedInto !== null && asked.has(doc.mergedInto)
    return doc.kind === 'task' && doc.parentId !== null && asked.has(doc.parentId)
  }
  return [...(answer as readonly AnyDoc[]).filter(({ kind, id }) => !written.has(keyOf(kind, id))), ...[...written.values()].filter(belongs)]
}

/** `before` gathers the rows as they were read. */
const over = function* <T>(written: ReadonlyMap<string, AnyDoc>, before: Map<string, AnyDoc>, rule: Rule<T>): Rule<T> {
  let step = rule.next()
  while (!step.done) {
    const answer = yield step.value
    if (!('count' in step.value)) for (const doc of answer as readonly (AnyDoc | undefined)[]) if (doc) before.set(keyOf(doc.kind, doc.id), doc)
    step = rule.next(patched(written, step.value, answer, (key) => before.get(key)))
  }
  return step.value
}

/** Runs rules one after another, each on the rows as those before it left them; some may be rows already. Gives each row once, as it is at the end. */
export const inTurn = function* (...rules: readonly (Rule<readonly AnyDoc[]> | readonly AnyDoc[])[]): Rule<readonly AnyDoc[]> {
  const written = new Map<string, AnyDoc>()
  const before = new Map<string, AnyDoc>()
  for (const rule of rules) {
    for (const doc of 'next' in rule ? yield* over(written, before, rule) : rule) written.set(keyOf(doc.kind, doc.id), doc)
  }
  return [...written.values()]
}
