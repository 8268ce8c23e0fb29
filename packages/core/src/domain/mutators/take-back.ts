import { limits } from '../../contract/limits.ts'
import type { AnyDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import type { TakenBack } from '../../contract/schemas/undo.ts'
import { get, getAll, inTurn, type Rule } from '../ask.ts'
import { foldName } from '../fold-name.ts'
import { isGone } from '../is-gone.ts'
import { alive, edited } from '../rows.ts'
import { holdsIn, reachesFar, stepsOf } from '../taken-back.ts'
import { refuse, Refusal, type Context, type Mutator } from '../world.ts'
import { claim, holder, labelDelete, labelRestore, labelUpdate, redirected } from './labels.ts'
import * as lists from './lists.ts'
import { resolveLabels } from './resolve-labels.ts'
import { settingsSet, spaceUpdate } from './spaces.ts'
import { taskDelete, taskRestore, taskUpdate } from './tasks.ts'

type Docs = Rule<readonly AnyDoc[]>
type Of<K extends TakenBack['kind']> = Extract<TakenBack, { readonly kind: K }>
/** What of a row's fields still holds what the step wrote, and so goes back. */
type Back<K extends TakenBack['kind']> = { readonly [F in keyof Of<K>['fields']]?: NonNullable<Of<K>['fields'][F]> }
type Leaving = ReadonlySet<string>
type Marked = 'task' | 'list' | 'section' | 'folder' | 'label'

const marks: { readonly [K in Marked]: { readonly remove: Mutator<{ id: string }>; readonly restore: Mutator<{ id: string }> } } = {
  task: { remove: taskDelete, restore: taskRestore },
  list: { remove: lists.listDelete, restore: lists.listRestore },
  section: { remove: lists.sectionDelete, restore: lists.sectionRestore },
  folder: { remove: lists.folderDelete, restore: lists.folderRestore },
  label: { remove: labelDelete, restore: labelRestore },
}

/** The other, if there is one, where the rules do not allow the one. */
const orElse = function* (rule: Docs, other?: Docs): Docs {
  try {
    return yield* rule
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return other ? yield* other : []
  }
}
/** What the rules do not allow is left as it is; the rest of the step goes back. */
const tried = (rule: Docs): Docs => orElse(rule)
const values = (fields: object): object => Object.fromEntries(Object.entries(fields).map(([field, { to }]: [string, { to: unknown }]) => [field, to]))

/** A place and a status go back in one where the rules allow it: on the way nothing above is reopened that need not be. */
const taskBack = function* (id: string, { status, place, ...rest }: Omit<Back<'task'>, 'deletedAt'>, context: Context): Docs {
  const was = yield* get('task', id)
  const set = { ...values(rest), ...(status && { status: status.to }) }
  const docs = yield* taskUpdate({ id, set, ...(place && { place: place.to }) }, context)
  const done = status?.completed
  const own = docs.find((doc): doc is TaskDoc => doc.kind === 'task' && doc.id === id)
  const now = own ?? was
  if (!done || !now || now.status === 'open' || done.at > context.at) return docs
  // Done when, and by whom, it was at first, never before it was made or later than now. Whoever that was need not be here: a task
  // carries the mark into a space that they are no member of, and there the mark shows no name.
  const marked = edited(now, { completedAt: done.at < now.createdAt ? now.createdAt : done.at, completedBy: done.by }, context)
  return marked.length === 0 ? docs : [...docs.filter((doc) => doc !== own), ...marked]
}

/** A name goes back where no other label has it by now; a label that is deleted by the same step needs none, and keeps none from another. */
const labelNamed = function* (id: string, { name, mergedInto }: Pick<Back<'label'>, 'name' | 'mergedInto'>, leaving: Leaving, context: Context): Docs {
  const label = yield* alive('label', id)
  const now = name?.to ?? label.name
  const into = mergedInto ? mergedInto.to : label.mergedInto
  if (into === null) {
    if (leaving.has(id)) return edited(label, { name: now, mergedInto: null }, context)
    const other = yield* holder(now, id)
    if (other && !leaving.has(other.id)) refuse('exists', 'Another label has this name.')
    return [...edited(label, { name: now, mergedInto: null }, context), ...(yield* claim(now, id, context))]
  }
  const end = (yield* resolveLabels([into])).get(into)
  if (!end || isGone(end) || end.id === id) return refuse('gone', 'The label that it was merged into is gone.')
  // Nothing points to a label that is merged already.
  const followers = label.mergedInto === null ? redirected(id, end.id, context) : []
  return yield* inTurn(followers, edited(label, { name: now, mergedInto: end.id }, context))
}

/** What a row's fields go back by: the rules of the ordinary changes. */
const filled: { readonly [K in TakenBack['kind']]: (id: string, back: Back<K>, leaving: Leaving, context: Context) => readonly Docs[] } = {
  task: (id, { place, status, deletedAt: _, ...rest }, __, context) => {
    const stands = { ...(place && { place }), ...(status && { status }) }
    return [
      ...(place || status ? [place && status ? orElse(taskBack(id, stands, context), taskBack(id, { status }, context)) : taskBack(id, stands, context)] : []),
      ...(Object.keys(rest).length > 0 ? [taskBack(id, rest, context)] : []),
    ]
  },
  list: (id, { place, deletedAt: _, ...rest }, __, context) => {
    const move = function* ({ folderId, order }: NonNullable<typeof place>['to']): Docs {
      const list = yield* alive('list', id)
      return yield* lists.listUpdate({ id, set: folderId === list.folderId ? { order } : { folderId, order } }, context)
    }
    return [...(place ? [move(place.to)] : []), ...(Object.keys(rest).length > 0 ? [lists.listUpdate({ id, set: values(rest) }, context)] : [])]
  },
  section: (id, { deletedAt: _, ...rest }, __, context) => [lists.sectionUpdate({ id, set: values(rest) }, context)],
  folder: (id, { deletedAt: _, ...rest }, __, context) => [lists.folderUpdate({ id, set: values(rest) }, context)],
  label: (id, { deletedAt: _, name, mergedInto, ...rest }, leaving, context) => [
    ...(name || mergedInto ? [labelNamed(id, { ...(name && { name }), ...(mergedInto && { mergedInto }) }, leaving, context)] : []),
    ...(Object.keys(rest).length > 0 ? [labelUpdate({ id, set: values(rest) }, context)] : []),
  ],
  space: (id, back, _, context) => (id === context.space ? [spaceUpdate({ set: values(back) }, context)] : []),
  settings: (id, back, _, context) => (id === context.actor ? [settingsSet({ set: values(back) }, context)] : []),
}

const isMarked = (change: TakenBack): change is Of<Marked> => change.kind !== 'space' && change.kind !== 'settings'
const markOf = (change: TakenBack) => (isMarked(change) ? change.fields.deletedAt : undefined)

/** Labels that the step takes into the trash at its end. */
const leavingIn = function* (changes: readonly TakenBack[]): Rule<Leaving> {
  const leaving = new Set<string>()
  for (const { kind, id, fields } of changes) {
    if (kind !== 'label' || typeof fields.deletedAt?.to !== 'string' || fields.deletedAt.expect !== null) continue
    if ((yield* get('label', id))?.deletedAt === null) leaving.add(id)
  }
  return leaving
}
/** Of two labels the one that gives up a name comes before the one that takes it, in whatever order the step names them. */
const givenUpFirst = (changes: readonly TakenBack[]): readonly TakenBack[] => {
  const givers = new Map(
    changes.flatMap((change) => (change.kind === 'label' && change.fields.name ? [[foldName(String(change.fields.name.expect)), change]] : [])),
  )
  const ordered = new Set<TakenBack>()
  const put = (change: TakenBack, waiting: ReadonlySet<TakenBack>): void => {
    if (ordered.has(change) || waiting.has(change)) return
    const giver = change.kind === 'label' && change.fields.name ? givers.get(foldName(change.fields.name.to)) : undefined
    if (giver) put(giver, new Set([...waiting, change]))
    ordered.add(change)
  }
  for (const change of changes) put(change, new Set())
  return [...ordered]
}

/** Takes a row into the trash, or out of it, if it still is where the step left it. */
const marked = function* (change: TakenBack, context: Context): Docs {
  const step = markOf(change)
  if (!step || !isMarked(change)) return []
  const doc = yield* get(change.kind, change.id)
  if (!doc || isGone(doc) || !holdsIn(doc, 'deletedAt', step.expect)) return []
  return yield* marks[change.kind][step.to === null ? 'restore' : 'remove']({ id: change.id }, context)
}

/** What is in the trash rests as it is. The tasks that it closes are added to `closed`. */
const fill = function* (change: TakenBack, leaving: Leaving, closed: Set<string>, context: Context): Docs {
  const doc = yield* get(change.kind, change.id)
  if (!doc || isGone(doc) || ('deletedAt' in doc && doc.deletedAt !== null)) return []
  const held = Object.fromEntries(stepsOf(change).filter(([field, { expect }]) => field !== 'deletedAt' && holdsIn(doc, field, expect)))
  if (Object.keys(held).length === 0) return []
  if (change.kind === 'task' && 'status' in held && change.fields.status?.to !== 'open') closed.add(change.id)
  const rules = (filled[change.kind] as (id: string, back: object, leaving: Leaving, context: Context) => readonly Docs[])(change.id, held, leaving, context)
  return yield* inTurn(...rules.map(tried))
}

/** What the step closed, and reopened by what it opened or moved below it: it covers those as it did. */
const closedAgain = function* ({ id, fields }: Of<'task'>, closed: ReadonlySet<string>, context: Context): Docs {
  if (!fields.status || !closed.has(id)) return []
  return (yield* get('task', id))?.status === 'open' ? yield* taskBack(id, { status: fields.status }, context) : []
}

/**
 * A step that is taken back, or done again: each field goes back if it still holds what the step wrote, by the rules that it was changed by.
 * What was changed since, what is gone, and what the rules no longer allow is left; nothing of that refuses the rest.
 */
export const takeBack: Mutator<MutationArgs['undo.apply@2']> = function* ({ changes }, context) {
  if (changes.filter(reachesFar).length > limits.undoDeeper) refuse('too_many', `A mutation puts ${limits.undoDeeper} rows back below others at most.`)
  yield* getAll(changes.map(({ kind, id }) => ({ kind, id })))
  const restored = changes.filter((change) => markOf(change)?.to === null)
  const removed = changes.filter((change) => typeof markOf(change)?.to === 'string')
  const leaving = yield* leavingIn(changes)
  const closed = new Set<string>()
  return yield* inTurn(
    ...restored.map((change) => tried(marked(change, context))),
    ...givenUpFirst(changes).map((change) => fill(change, leaving, closed, context)),
    ...changes.filter((change) => change.kind === 'task').map((change) => closedAgain(change, closed, context)),
    ...removed.map((change) => tried(marked(change, context))),
  )
}
