import { limits } from '../../contract/limits.ts'
import type { LabelDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { Day } from '../../contract/schemas/common.ts'
import type { MutationArgs, Place } from '../../contract/schemas/mutations.ts'
import { getAll, getMany, inTurn, type DocKey, type Rule } from '../ask.ts'
import { isCalendarDate } from '../calendar-date.ts'
import { isZone } from '../zone.ts'
import { lineFeeds } from '../line-feeds.ts'
import { isGone } from '../is-gone.ts'
import { alive, born, edited, found, free, mustExist, rekeyed, trash, untrash } from '../rows.ts'
import { below } from '../subtree.ts'
import { refuse, type Mutator, type Stamp } from '../world.ts'
import { resolveLabels } from './resolve-labels.ts'

const checkDay = (day: Day | null | undefined): void => {
  if (day && !isCalendarDate(day.date)) refuse('invalid', `${day.date} is not in the calendar.`)
  if (day && 'zone' in day && !isZone(day.zone)) refuse('invalid', `${day.zone} is no time zone.`)
}

const checkAssignees = function* (ids: readonly string[]): Rule<void> {
  const members = new Map((yield* getMany('member', ids)).map((member) => [member.id, member]))
  for (const id of ids) if (members.get(id)?.leftAt !== null) refuse('invalid', 'Only members of the space can be assigned.')
}

/** The parents of a task, nearest first, ten at most. */
const ancestors = function* (parentId: string | null): Rule<TaskDoc[]> {
  const line: TaskDoc[] = []
  for (let id = parentId; id !== null;) {
    if (line.length >= limits.depth) return refuse('too_deep', 'Subtasks go ten levels deep at most.')
    const parent: TaskDoc = yield* found('task', id)
    line.push(parent)
    id = parent.parentId
  }
  return line
}

/** What the rules below look at of a task and a place for it, asked for in one. */
const readAhead = function* (id: string, place: Place | undefined): Rule<void> {
  const keys: DocKey[] = [{ kind: 'task', id }]
  for (const [kind, one] of [
    ['task', place?.parentId],
    ['list', place?.listId],
    ['section', place?.sectionId],
  ] as const)
    if (one) keys.push({ kind, id: one })
  yield* getAll(keys)
}

/** A subtask names its parent alone; a root task a list, and a section of that list. `height` is how many levels come along below it. */
export const checkPlace = function* (id: string, place: Place, height: number | (() => Rule<number>) = 0): Rule<void> {
  if ((place.parentId === null) === (place.listId === null)) refuse('invalid', 'A task is either in a list or below another task.')
  if (place.parentId !== null) {
    if (place.sectionId !== null) refuse('invalid', 'A subtask follows its parent: it names no section.')
    const line = yield* ancestors(place.parentId)
    if (place.parentId === id || line.some((task) => task.id === id)) refuse('cycle', 'A task cannot be moved below itself.')
    yield* alive('task', place.parentId)
    if (line.length + (typeof height === 'number' ? height : yield* height()) > limits.depth) refuse('too_deep', 'Subtasks go ten levels deep at most.')
  }
  if (place.listId !== null) yield* alive('list', place.listId)
  if (place.sectionId !== null && (yield* alive('section', place.sectionId)).listId !== place.listId) refuse('invalid', 'That section belongs to another list.')
}

export const taskCreate: Mutator<MutationArgs['task.create@1']> = function* (args, context) {
  yield* readAhead(args.id, args.place)
  yield* free('task', args.id)
  yield* checkPlace(args.id, args.place)
  checkDay(args.due)
  checkDay(args.deadline)
  yield* checkAssignees(args.assigneeIds ?? [])
  const labels = yield* resolveLabels(args.labelIds ?? [])
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
    labelIds: staying(labels, args.labelIds ?? []),
    assigneeIds: args.assigneeIds ?? [],
    hasNotes: Boolean(args.notes),
    completedAt: null,
    completedBy: null,
    deletedAt: null,
    deletedBy: null,
  }
  const notes = args.notes ? [{ kind: 'notes' as const, ...born(args.id, context), text: lineFeeds(args.notes) }] : []
  return yield* inTurn(rekeyed('task', rekey, context), reopened(task, context), [task, ...notes])
}

const isHere = (label: LabelDoc | undefined): boolean => label !== undefined && !isGone(label)
/** The labels that stand for some now. Refuses labels that are not here. */
const staying = (labels: ReadonlyMap<string, LabelDoc>, ids: readonly string[]): string[] => [
  ...new Set(ids.map((id) => mustExist(labels.get(id), 'label').id)),
]

/** Who is both added and removed stays. */
const merged = (now: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] => [
  ...new Set([...now.filter((id) => !remove.includes(id) || add.includes(id)), ...add]),
]

/**
 * The labels of a task as a change leaves them. Those that it carries stay under their own ids, though others may stand for them now: where
 * a merge is taken back, each task shows again what it showed before.
 */
const labelled = function* (task: TaskDoc, set: readonly string[] | undefined, add: readonly string[] = [], remove: readonly string[] = []): Rule<string[]> {
  const labels = yield* resolveLabels([...(set ?? task.labelIds), ...add, ...remove])
  const shown = (id: string): string => labels.get(id)?.id ?? id
  for (const id of set ?? []) mustExist(labels.get(id), 'label')
  const added = staying(labels, add)
  // A label that is shown in place of one that was merged into it takes that one with it.
  const leaving = new Set(remove.map(shown).filter((id) => !added.includes(id)))
  // One that has gone for good falls away; it refuses only who gives it anew.
  const kept = (set ?? task.labelIds.filter((id) => isHere(labels.get(id)))).filter((id) => !leaving.has(shown(id)))
  const visible = new Set(kept.map(shown))
  const carried = [...kept, ...added.filter((id) => !visible.has(id))]
  // Where there is no room for those that others stand for, they make way for these.
  const all = carried.length > limits.labelsPerTask ? [...new Set(carried.map(shown))] : carried
  return all.length > limits.labelsPerTask ? refuse('too_many', `A task carries ${limits.labelsPerTask} labels at most.`) : all
}

/** An open task has no done ancestor that is out of reach: adding, moving or reopening one reopens those above it. */
export const reopened = function* (task: TaskDoc, context: Stamp): Rule<TaskDoc[]> {
  return (yield* ancestors(task.parentId))
    .filter((parent) => parent.status !== 'open')
    .flatMap((parent) => edited(parent, { status: 'open', completedAt: null, completedBy: null }, context))
}

export const taskUpdate: Mutator<MutationArgs['task.update@1']> = function* (args, context) {
  const { place, addLabels, removeLabels } = args
  yield* readAhead(args.id, place)
  const task = yield* alive('task', args.id)
  const set: Partial<TaskDoc> = { ...args.set }
  checkDay(set.due)
  checkDay(set.deadline)
  if (set.labelIds || addLabels || removeLabels) set.labelIds = yield* labelled(task, set.labelIds, addLabels, removeLabels)
  if (set.assigneeIds || args.addAssignees || args.removeAssignees) {
    set.assigneeIds = merged(set.assigneeIds ?? task.assigneeIds, args.addAssignees, args.removeAssignees)
    yield* checkAssignees(set.assigneeIds.filter((id) => !task.assigneeIds.includes(id)))
    if (set.assigneeIds.length > limits.assigneesPerTask) refuse('too_many', `A task has ${limits.assigneesPerTask} assignees at most.`)
  }
  if (set.status !== undefined && set.status !== task.status) {
    const open = set.status === 'open'
    set.completedAt = open ? null : context.clientAt
    set.completedBy = open ? null : context.actor
  }
  if (place) {
    const height = function* () {
      const sameOrHigher = (yield* ancestors(place.parentId)).length <= (yield* ancestors(task.parentId)).length
      return sameOrHigher ? 0 : (yield* below(task.id)).length
    }
    yield* checkPlace(task.id, place, height)
    const { parentId, listId, sectionId, order } = place
    Object.assign(set, { parentId, listId, sectionId, order })
  }
  const [after = task] = edited(task, set, context)
  const opened = after.status === 'open' && (task.status !== 'open' || task.parentId !== after.parentId)
  return yield* inTurn(rekeyed('task', place?.rekey, context, task.id), opened ? reopened(after, context) : [], after === task ? [] : [after])
}

export const taskDelete: Mutator<{ id: string }> = ({ id }, context) => trash('task', id, context)
export const taskRestore: Mutator<{ id: string }> = ({ id }, context) => untrash('task', id, context)
