import { limits } from '../../contract/limits.ts'
import type { TaskDoc } from '../../contract/schemas/documents.ts'
import type { Day } from '../../contract/schemas/common.ts'
import type { MutationArgs, Place } from '../../contract/schemas/mutations.ts'
import { isCalendarDate } from '../calendar-date.ts'
import { isZone } from '../zone.ts'
import { inTurn } from '../in-turn.ts'
import { lineFeeds } from '../line-feeds.ts'
import { alive, born, edited, found, free, rekeyed, trash, untrash } from '../rows.ts'
import { below } from '../subtree.ts'
import { refuse, type Mutator, type Stamp, type World } from '../world.ts'
import { resolveLabel } from './labels.ts'

const checkDay = (day: Day | null | undefined): void => {
  if (day && !isCalendarDate(day.date)) refuse('invalid', `${day.date} is not in the calendar.`)
  if (day && 'zone' in day && !isZone(day.zone)) refuse('invalid', `${day.zone} is no time zone.`)
}

const checkAssignees = (world: World, ids: readonly string[]): void => {
  for (const id of ids) if (world.get('member', id)?.leftAt !== null) refuse('invalid', 'Only members of the space can be assigned.')
}

/** The parents of a task, nearest first, ten at most. */
const ancestors = (world: World, parentId: string | null): TaskDoc[] => {
  const line: TaskDoc[] = []
  for (let id = parentId; id !== null;) {
    if (line.length >= limits.depth) return refuse('too_deep', 'Subtasks go ten levels deep at most.')
    const parent = found(world, 'task', id)
    line.push(parent)
    id = parent.parentId
  }
  return line
}

/** A subtask names its parent alone; a root task a list, and a section of that list. `height` is how many levels come along below it. */
export const checkPlace = (world: World, id: string, place: Place, height: () => number = () => 0): void => {
  if ((place.parentId === null) === (place.listId === null)) refuse('invalid', 'A task is either in a list or below another task.')
  if (place.parentId !== null) {
    if (place.sectionId !== null) refuse('invalid', 'A subtask follows its parent: it names no section.')
    const line = ancestors(world, place.parentId)
    if (place.parentId === id || line.some((task) => task.id === id)) refuse('cycle', 'A task cannot be moved below itself.')
    alive(world, 'task', place.parentId)
    if (line.length + height() > limits.depth) refuse('too_deep', 'Subtasks go ten levels deep at most.')
  }
  if (place.listId !== null) alive(world, 'list', place.listId)
  if (place.sectionId !== null && alive(world, 'section', place.sectionId).listId !== place.listId) refuse('invalid', 'That section belongs to another list.')
}

export const taskCreate: Mutator<MutationArgs['task.create@1']> = (world, args, context) => {
  free(world, 'task', args.id)
  checkPlace(world, args.id, args.place)
  checkDay(args.due)
  checkDay(args.deadline)
  checkAssignees(world, args.assigneeIds ?? [])
  const { parentId, listId, sectionId, order, rekey } = args.place
  const task: TaskDoc = {
    kind: 'task',
    ...born(args.id, context),
    parentId,
    listId,
    sectionId,
    order,
    title: args.title,
    status: 'open',
    priority: args.priority ?? 0,
    due: args.due ?? null,
    deadline: args.deadline ?? null,
    duration: args.duration ?? null,
    labelIds: [...new Set((args.labelIds ?? []).map((id) => resolveLabel(world, id)))],
    assigneeIds: args.assigneeIds ?? [],
    hasNotes: Boolean(args.notes),
    completedAt: null,
    completedBy: null,
    deletedAt: null,
    deletedBy: null,
  }
  return inTurn(
    world,
    (now) => rekeyed(now, 'task', rekey, context),
    (now) => reopened(now, task, context),
    () => [task, ...(args.notes ? [{ kind: 'notes' as const, ...born(args.id, context), text: lineFeeds(args.notes) }] : [])],
  )
}

/** Who is both added and removed stays. */
const merged = (now: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] => [
  ...new Set([...now.filter((id) => !remove.includes(id) || add.includes(id)), ...add]),
]

/** An open task has no done ancestor that is out of reach: adding, moving or reopening one reopens those above it. */
export const reopened = (world: World, task: TaskDoc, context: Stamp): TaskDoc[] =>
  ancestors(world, task.parentId)
    .filter((parent) => parent.status !== 'open')
    .flatMap((parent) => edited(parent, { status: 'open', completedAt: null, completedBy: null }, context))

export const taskUpdate: Mutator<MutationArgs['task.update@1']> = (world, args, context) => {
  const task = alive(world, 'task', args.id)
  const set: Partial<TaskDoc> = { ...args.set }
  checkDay(set.due)
  checkDay(set.deadline)
  if (set.labelIds || args.addLabels || args.removeLabels) {
    const staying = (ids: readonly string[] = []) => ids.map((id) => resolveLabel(world, id))
    // A label that is shown in place of one that was merged into it takes that one with it.
    const leaving = args.removeLabels?.map((id) => (world.get('label', id) ? resolveLabel(world, id) : id))
    set.labelIds = merged(staying(set.labelIds ?? task.labelIds), staying(args.addLabels), leaving)
    if (set.labelIds.length > limits.labelsPerTask) refuse('too_many', `A task carries ${limits.labelsPerTask} labels at most.`)
  }
  if (set.assigneeIds || args.addAssignees || args.removeAssignees) {
    set.assigneeIds = merged(set.assigneeIds ?? task.assigneeIds, args.addAssignees, args.removeAssignees)
    checkAssignees(
      world,
      set.assigneeIds.filter((id) => !task.assigneeIds.includes(id)),
    )
    if (set.assigneeIds.length > limits.assigneesPerTask) refuse('too_many', `A task has ${limits.assigneesPerTask} assignees at most.`)
  }
  if (set.status !== undefined && set.status !== task.status) {
    const open = set.status === 'open'
    set.completedAt = open ? null : context.clientAt
    set.completedBy = open ? null : context.actor
  }
  if (args.place) {
    const sameOrHigher = () => ancestors(world, args.place?.parentId ?? null).length <= ancestors(world, task.parentId).length
    checkPlace(world, task.id, args.place, () => (sameOrHigher() ? 0 : below(world, task.id).length))
    const { parentId, listId, sectionId, order } = args.place
    Object.assign(set, { parentId, listId, sectionId, order })
  }
  const [after = task] = edited(task, set, context)
  const opened = after.status === 'open' && (task.status !== 'open' || task.parentId !== after.parentId)
  return inTurn(
    world,
    (now) => rekeyed(now, 'task', args.place?.rekey, context, task.id),
    (now) => (opened ? reopened(now, after, context) : []),
    () => (after === task ? [] : [after]),
  )
}

export const taskDelete: Mutator<{ id: string }> = (world, { id }, context) => trash(world, 'task', id, context)
export const taskRestore: Mutator<{ id: string }> = (world, { id }, context) => untrash(world, 'task', id, context)
