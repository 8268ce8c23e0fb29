import { limits } from '../../contract/limits.ts'
import type { AnyDoc, LabelDoc, NotesDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs, Place } from '../../contract/schemas/mutations.ts'
import { count, get, getMany, inTurn, type Rule } from '../ask.ts'
import { foldName } from '../fold-name.ts'
import { derivedId } from '../label-name-id.ts'
import { claim, holds, namesOf } from '../mutators/labels.ts'
import { resolveLabels } from '../mutators/resolve-labels.ts'
import { checkPlace, reopened } from '../mutators/tasks.ts'
import { isGone } from '../is-gone.ts'
import { alive, born, rekeyed } from '../rows.ts'
import { below } from '../subtree.ts'
import { refuse, type Stamp } from '../world.ts'
import { enter, inSpace, type AcrossMutator } from './worlds.ts'

interface Carried {
  /** The label in the target, by the label in the source. */
  readonly ids: ReadonlyMap<string, string>
  readonly made: readonly AnyDoc[]
}

const makeLabel = function* ({ name, color, order }: LabelDoc, id: string, context: Stamp): Rule<readonly AnyDoc[]> {
  const label: LabelDoc = { kind: 'label', ...born(id, context), name, color, order, mergedInto: null, deletedAt: null, deletedBy: null }
  return [label, ...(yield* claim(name, id, context))]
}

/** Finds, or makes, in the target the labels that tasks carry in the source: by folded name, whatever their ids. Asks of the target. */
const carryLabels = function* (labels: readonly LabelDoc[], given: Readonly<Record<string, string>>, context: Stamp): Rule<Carried> {
  const byName = new Map<string, LabelDoc>()
  for (const label of labels) if (!byName.has(foldName(label.name))) byName.set(foldName(label.name), label)
  const rows = yield* getMany('labelName', [...new Set([...byName.values()].flatMap(({ name }) => namesOf(name)))])
  const names = new Map(rows.map((row): [string, string] => [row.id, row.labelId]))
  const holders = new Map((yield* getMany('label', [...names.values()])).map((label): [string, LabelDoc] => [label.id, label]))
  const missing: LabelDoc[] = []
  const idByName = new Map<string, string>()
  for (const [folded, label] of byName) {
    const there = namesOf(label.name)
      .map((id) => holders.get(names.get(id) ?? ''))
      .find((one) => holds(one, label.name))
    if (there) idByName.set(folded, there.id)
    else missing.push(label)
  }
  if (missing.length > 0 && (yield* count('label', limits.labelsPerSpace)) + missing.length > limits.labelsPerSpace)
    refuse('too_many', `A space holds ${limits.labelsPerSpace} labels at most: the labels of these tasks do not fit.`)

  const made: Rule<readonly AnyDoc[]>[] = []
  const taken = new Set<string>()
  let open = missing.map((label) => ({ label, id: (Object.hasOwn(given, label.id) ? given[label.id] : undefined) ?? label.id, tries: 0 }))
  while (open.length > 0) {
    for (const { id } of yield* getMany(
      'label',
      open.map(({ id }) => id),
    ))
      taken.add(id)
    const again: typeof open = []
    for (const one of open) {
      if (taken.has(one.id)) {
        again.push({ ...one, id: derivedId(`${one.label.id} ${one.tries}`), tries: one.tries + 1 })
        continue
      }
      taken.add(one.id)
      idByName.set(foldName(one.label.name), one.id)
      made.push(makeLabel(one.label, one.id, context))
    }
    open = again
  }
  const ids = new Map<string, string>()
  for (const { id, name } of labels) {
    const there = idByName.get(foldName(name))
    if (there !== undefined) ids.set(id, there)
  }
  return { ids, made: yield* inTurn(...made) }
}

/** A row that is taken over as it is, but for what the target gives it. */
const taken = <D extends TaskDoc | NotesDoc>({ movedTo: _, ...row }: D, { actor, at }: Stamp) => ({ ...row, rev: 0, updatedAt: at, updatedBy: actor })

/** The section is dropped when the target has no such one (any more); everything else of the place must be there. */
const placeIn = function* (place: Place): Rule<Place> {
  const section = place.sectionId === null ? undefined : yield* get('section', place.sectionId)
  return section?.deletedAt === null && section.listId === place.listId ? place : { ...place, sectionId: null }
}

/** Moves a task with all that is below it, and their notes: gone in one space, there in the other, under the same ids. */
export const taskTransfer: AcrossMutator<MutationArgs['task.transfer@1']> = function* (args, context) {
  const { space, actor, at } = context
  const { toSpace } = args
  if (toSpace === space) refuse('invalid', 'The task is in this space already.')
  const from = <T>(rule: Rule<T>) => inSpace(space, rule)
  const to = <T>(rule: Rule<T>) => inSpace(toSpace, rule)
  yield* enter(space, actor, 'write')
  yield* enter(toSpace, actor, 'write')
  const root = yield* from(alive('task', args.id))
  const levels = yield* from(below(root.id))
  const place = yield* to(placeIn(args.place))
  yield* to(checkPlace(root.id, place, levels.length))

  const tasks = [root, ...levels.flat()]
  const ids = tasks.map(({ id }) => id)
  const notes = (yield* from(getMany('notes', ids))).filter((row) => !isGone(row))
  if (tasks.length + notes.length > limits.subtreeMove)
    refuse('too_many', 'More than a thousand tasks and notes cannot be moved at once: move some of the subtasks first.')
  if (notes.reduce((sum, { text }) => sum + text.length, 0) > limits.moveText)
    refuse('too_many', 'These notes are too long to be moved at once: move some of the subtasks first.')
  if ((yield* to(getMany('task', ids))).some((there) => !isGone(there))) refuse('exists', 'A task with this id is in that space.')

  const resolved = yield* from(resolveLabels([...new Set(tasks.flatMap(({ labelIds }) => labelIds))]))
  const labels = [...new Map([...resolved.values()].filter(({ deletedAt }) => deletedAt === null).map((label) => [label.id, label])).values()]
  const carried = yield* to(carryLabels(labels, args.labelIds, context))
  const assignees = [...new Set(tasks.flatMap(({ assigneeIds }) => assigneeIds))]
  const members = new Set((yield* to(getMany('member', assignees))).filter(({ leftAt }) => leftAt === null).map(({ id }) => id))
  const labelsOf = (task: TaskDoc) => [...new Set(task.labelIds.flatMap((id) => carried.ids.get(resolved.get(id)?.id ?? '') ?? []))]
  const arrived = tasks.map((task): TaskDoc => {
    const where = task === root ? { parentId: place.parentId, listId: place.listId, sectionId: place.sectionId, order: place.order } : {}
    return { ...taken(task, context), ...where, labelIds: labelsOf(task), assigneeIds: task.assigneeIds.filter((id) => members.has(id)) }
  })
  const [top] = arrived
  const left = { rev: 0, updatedAt: at, updatedBy: actor, movedTo: toSpace }
  const moved = [...carried.made, ...arrived, ...notes.map((row): NotesDoc => taken(row, context))]
  return [
    {
      space,
      docs: [
        ...tasks.map((task): TaskDoc => ({ ...task, ...left, parentId: null, listId: null, sectionId: null, deletedAt: at, deletedBy: actor })),
        ...notes.map((row): NotesDoc => ({ ...row, ...left, text: '' })),
      ],
    },
    {
      space: toSpace,
      docs: yield* to(inTurn(rekeyed('task', place.rekey, context), top?.status === 'open' ? reopened(top, context) : [], moved)),
    },
  ]
}
