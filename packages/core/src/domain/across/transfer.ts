import { limits } from '../../contract/limits.ts'
import type { AnyDoc, NotesDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs, Place } from '../../contract/schemas/mutations.ts'
import { inTurn } from '../in-turn.ts'
import { foldName } from '../fold-name.ts'
import { derivedId } from '../label-name-id.ts'
import { claim, holder, resolveLabel } from '../mutators/labels.ts'
import { checkPlace, reopened } from '../mutators/tasks.ts'
import { alive, born, isMovedAway, rekeyed } from '../rows.ts'
import { below } from '../subtree.ts'
import { refuse, type Stamp, type World } from '../world.ts'
import { mustBeAble, type AcrossMutator } from './worlds.ts'

/** Finds or makes in `to` the labels that tasks carry in `from`: by folded name, whatever their ids. */
const createLabelCarrier = (from: World, to: World, given: Readonly<Record<string, string>>, context: Stamp) => {
  const made: AnyDoc[] = []
  const byName = new Map<string, string>()
  const freeId = (labelId: string): string => {
    let id = (Object.hasOwn(given, labelId) ? given[labelId] : undefined) ?? labelId
    for (let n = 0; to.get('label', id) !== undefined || made.some((doc) => doc.kind === 'label' && doc.id === id); n++) id = derivedId(`${labelId} ${n}`)
    return id
  }
  const carry = (labelId: string): string | undefined => {
    const label = from.get('label', resolveLabel(from, labelId))
    if (!label || label.deletedAt !== null) return undefined
    const folded = foldName(label.name)
    const known = byName.get(folded) ?? holder(to, label.name, '')?.id
    if (known !== undefined) return known
    const id = freeId(label.id)
    const { name, color, order } = label
    made.push({ kind: 'label', ...born(id, context), name, color, order, mergedInto: null, deletedAt: null, deletedBy: null }, ...claim(to, name, id, context))
    byName.set(folded, id)
    return id
  }
  return { made, carry: (labelIds: readonly string[]) => [...new Set(labelIds.flatMap((id) => carry(id) ?? []))] }
}

/** A row that is taken over as it is, but for what the target gives it. */
const taken = <D extends TaskDoc | NotesDoc>({ movedTo: _, ...row }: D, { actor, at }: Stamp) => ({ ...row, rev: 0, updatedAt: at, updatedBy: actor })

/** The section is dropped when the target has no such one (any more); everything else of the place must be there. */
const placeIn = (to: World, place: Place): Place => {
  const section = place.sectionId === null ? undefined : to.get('section', place.sectionId)
  return section?.deletedAt === null && section.listId === place.listId ? place : { ...place, sectionId: null }
}

/** Moves a task with all that is below it, and their notes: gone in one space, there in the other, under the same ids. */
export const taskTransfer: AcrossMutator<MutationArgs['task.transfer@1']> = (worlds, args, context) => {
  const { space, actor, at } = context
  const { toSpace } = args
  if (toSpace === space) refuse('invalid', 'The task is in this space already.')
  const [from, to] = [worlds(space), worlds(toSpace)]
  mustBeAble(from, actor, 'write')
  mustBeAble(to, actor, 'write')
  const root = alive(from, 'task', args.id)
  const levels = below(from, root.id)
  const place = placeIn(to, args.place)
  checkPlace(to, root.id, place, () => levels.length)

  const tasks = [root, ...levels.flat()]
  const notes = tasks.flatMap(({ id }) => from.get('notes', id) ?? []).filter((row) => !isMovedAway(row))
  if (tasks.length + notes.length > limits.subtreeMove)
    refuse('too_many', 'More than a thousand tasks and notes cannot be moved at once: move some of the subtasks first.')
  if (notes.reduce((sum, { text }) => sum + text.length, 0) > limits.moveText)
    refuse('too_many', 'These notes are too long to be moved at once: move some of the subtasks first.')
  for (const { id } of tasks) {
    const there = to.get('task', id)
    if (there && !isMovedAway(there)) refuse('exists', 'A task with this id is in that space.')
  }

  const labels = createLabelCarrier(from, to, args.labelIds, context)
  const isMember = (id: string) => to.get('member', id)?.leftAt === null
  const arrived = tasks.map((task): TaskDoc => {
    const where = task === root ? { parentId: place.parentId, listId: place.listId, sectionId: place.sectionId, order: place.order } : {}
    return { ...taken(task, context), ...where, labelIds: labels.carry(task.labelIds), assigneeIds: task.assigneeIds.filter(isMember) }
  })
  const [top] = arrived
  const left = { rev: 0, updatedAt: at, updatedBy: actor, movedTo: toSpace }
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
      docs: inTurn(
        to,
        (now) => rekeyed(now, 'task', place.rekey, context),
        (now) => (top?.status === 'open' ? reopened(now, top, context) : []),
        () => [...labels.made, ...arrived, ...notes.map((row): NotesDoc => taken(row, context))],
      ),
    },
  ]
}
