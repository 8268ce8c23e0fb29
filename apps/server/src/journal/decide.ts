import { hash } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc, MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Work } from '@muster/core/domain/align-lines.ts'
import { roleOf } from '@muster/core/domain/across/worlds.ts'
import { getAll, keyOf, type Rule } from '@muster/core/domain/ask.ts'
import { claimedAt } from '@muster/core/domain/instant.ts'
import { ruleOf } from '@muster/core/domain/mutators.ts'
import { mustBeAllowed } from '@muster/core/domain/rules.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Head, JournaledMutation } from '../ports/store.ts'
import { mustBeRecent } from './horizon.ts'
import type { Submitted } from './submitted.ts'

/** Hash over name and arguments: the same id with another payload is refused. */
export const hashOf = (mutation: Pick<Submitted, 'name' | 'args' | 'hash'>, args = JSON.stringify(mutation.args)): string =>
  mutation.hash ?? hash('sha256', `${mutation.name}\n${args}`, 'base64url')

/** Whether two fields say the same. Few are more than a text, a number or nothing. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b))
/** Of a new row `before` is empty. A field that a row has no more is kept as null: only `movedTo` comes and goes. */
const changedFields = (old: AnyDoc | undefined, now: AnyDoc) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const [was, is] = [(old ?? {}) as Record<string, unknown>, now as unknown as Record<string, unknown>]
  const compare = (field: string): void => {
    if (field === 'rev' || isSame(was[field], is[field])) return
    if (old) before[field] = was[field] ?? null
    after[field] = is[field] ?? null
  }
  for (const field in was) compare(field)
  for (const field in is) if (!(field in was)) compare(field)
  return { before, after }
}

/** What a mutation changed in a space, as its journal keeps it, and the rows with the rev that they are committed at. */
export const recordChanges = (was: (key: string) => AnyDoc | undefined, changed: readonly AnyDoc[], rev: number) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const docs = changed.map((doc) => {
    const key = keyOf(doc.kind, doc.id)
    const fields = changedFields(was(key), doc)
    before[key] = fields.before
    after[key] = fields.after
    return { ...doc, rev } as AnyDoc
  })
  return { docs, before, after }
}

/** What a rule asks for first, without its answer. What it refuses by its arguments alone is told later, to who may know. */
const begin = <T>(rule: () => Rule<T>) => {
  try {
    const begun = rule()
    return { begun, step: begun.next() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { refusal: error }
  }
}

/** Where a mutation is decided: the head is there with what is read first, and not before. */
export interface Where {
  readonly space: string
  readonly at: string
  readonly head: Head | undefined
}

/** One mutation as a rule: who acts is looked at first, in one with what the mutation looks at first. */
export const deciding = function* (where: Where, actor: string, mutation: Submitted, work?: Work): Rule<readonly AnyDoc[]> {
  const name = mutation.name as InSpaceName
  const { space, at } = where
  const context = { space, actor, role: 'owner', at, clientAt: claimedAt(mutation.clientAt, at), ...(work ? { work } : {}) } as const
  // No rule sees the role: whether it is enough is asked below, once it is known.
  const first = begin(() => ruleOf(name, mutation.args, context))
  const ask = first.step && !first.step.done && 'docs' in first.step.value ? first.step.value : undefined
  const [member, ...ahead] = yield* getAll([{ kind: 'member', id: actor }, ...(ask?.docs ?? [])])
  const head = where.head ?? refuse('not_found', 'There is no such space.')
  const role = roleOf(member as MemberDoc | undefined)
  mustBeRecent(mutation, head.horizon, at)
  if (mutation.requires) {
    mustBeAllowed(name, mutation.args, role)
    yield* mutation.requires()
  }
  if (first.refusal) {
    if (first.refusal.code !== 'unknown_mutation') mustBeAllowed(name, mutation.args, role)
    throw first.refusal
  }
  mustBeAllowed(name, mutation.args, role)
  let { step } = first
  if (ask) step = first.begun.next(ahead)
  while (!step.done) step = first.begun.next(yield step.value)
  if (step.value.length > limits.mutationDocuments) refuse('too_many', 'One change may touch a thousand rows at most.')
  return step.value
}

/** A mutation as the journal keeps it. */
export const journaledAs = (
  { id, name, base }: Submitted,
  by: { readonly actor: string; readonly hash: string; readonly at: string },
  { before, after }: Pick<JournaledMutation, 'before' | 'after'>,
): JournaledMutation => ({ id, name, actor: by.actor, at: by.at, base, hash: by.hash, before, after })
