import { limits } from '../contract/limits.ts'
import type { AnyDoc, NotesDoc, TaskDoc } from '../contract/schemas/documents.ts'
import type { MutationArgs, MutationName } from '../contract/schemas/mutations.ts'
import type { TakenBack } from '../contract/schemas/undo.ts'
import { checksBetween } from './check-line.ts'
import { isGone } from './is-gone.ts'
import { heldIn, holdsIn, placeOf, reachesFar } from './taken-back.ts'

/** One mutation of a step, in the space that it is posted to. */
export type StepPart = { readonly [K in MutationName]: { readonly space: string; readonly name: K; readonly args: MutationArgs[K] } }[MutationName]
/** One mutation that takes a step back. What goes back to another space does so if it still stands where the step put it. */
export type BackPart = StepPart & { readonly stood?: unknown }

/** A row that a mutation wrote: as it was before, if there was one, and as it is now. */
export interface Written {
  readonly space: string
  readonly was: AnyDoc | undefined
  readonly now: AnyDoc
}
/** A mutation that was run, and what it wrote in each space. */
export interface Ran {
  readonly part: StepPart
  readonly written: readonly Written[]
}

type Fields = Readonly<Record<string, { readonly expect: unknown; readonly to: unknown }>>
/** The kinds of row that a step can be taken back in, those that others stand in first, and what of them goes back. */
const undoable: Readonly<Record<TakenBack['kind'], readonly string[]>> = {
  space: ['name', 'color'],
  settings: ['theme', 'accent', 'zone', 'firstDay', 'language', 'keys'],
  folder: ['name', 'order', 'deletedAt'],
  list: ['name', 'color', 'emoji', 'sort', 'place', 'deletedAt'],
  section: ['name', 'order', 'deletedAt'],
  label: ['name', 'color', 'order', 'mergedInto', 'deletedAt'],
  task: ['title', 'status', 'priority', 'due', 'deadline', 'duration', 'labelIds', 'assigneeIds', 'place', 'deletedAt'],
}
const kinds = Object.keys(undoable)
/** A mutation that takes back is this long at most, as JSON: a request holds many. */
const longest = 128 * 1024

const fieldsBack = ({ was, now }: Written): Fields => {
  // What came to be goes into the trash.
  if (!was || isGone(was)) return 'deletedAt' in now && now.deletedAt === null ? { deletedAt: { expect: null, to: now.updatedAt } } : {}
  // What was reopened and is done again holds its status, and was done anew.
  const anew = (['completedAt', 'completedBy'] as const).some((mark) => (was as Partial<TaskDoc>)[mark] !== (now as Partial<TaskDoc>)[mark])
  const changed = undoable[now.kind as TakenBack['kind']].filter((field) => !holdsIn(now, field, heldIn(was, field)) || (field === 'status' && anew))
  return Object.fromEntries(
    changed.map((field) => {
      const step = { expect: heldIn(now, field), to: heldIn(was, field) }
      const { completedAt, completedBy } = was as Partial<TaskDoc>
      return [field, field === 'status' && completedAt && completedBy ? { ...step, completed: { at: completedAt, by: completedBy } } : step]
    }),
  )
}

/** What is taken back by one mutation each: so many rows, so many of those that reach far, so much text. */
const inParts = (space: string, changes: readonly TakenBack[]): BackPart[] => {
  const parts: TakenBack[][] = []
  let [far, length] = [0, 0]
  for (const change of changes) {
    const size = JSON.stringify(change).length
    const [reaches, last] = [reachesFar(change) ? 1 : 0, parts.at(-1)]
    if (!last || last.length === limits.undoRows || far + reaches > limits.undoDeeper || length + size > longest) {
      parts.push([change])
      ;[far, length] = [reaches, size]
    } else {
      last.push(change)
      far += reaches
      length += size
    }
  }
  return parts.map((some) => ({ space, name: 'undo.apply@2', args: { changes: some } }))
}

/** What is only done again goes back behind what is reopened or moved: that would open it once more. */
const closes = ({ fields }: TakenBack): number => ('status' in fields && fields.status?.to !== 'open' && !fields.place ? 1 : 0)

/** Takes back what was written within spaces. What was touched last goes back first, what others stand in before them. */
const rowsBack = (written: readonly Written[]): readonly BackPart[] =>
  [...Map.groupBy(written, ({ space }) => space)].flatMap(([space, mine]) => {
    const changes = mine
      .toReversed()
      .filter(({ now }) => now.kind in undoable && !isGone(now))
      .map((one) => ({ kind: one.now.kind, id: one.now.id, fields: fieldsBack(one) }) as TakenBack)
      .filter(({ fields }) => Object.keys(fields).length > 0)
      .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || closes(a) - closes(b))
    // By lines, or by boxes where nothing else differs: what others wrote since stays. Notes of a task that came to be go with it.
    const tasks = new Map(mine.flatMap(({ was, now }) => (now.kind === 'task' ? [[now.id, { was, now }]] : [])))
    const [early, late]: [StepPart[], StepPart[]] = [[], []]
    for (const { was, now } of mine) {
      const task = tasks.get(now.id)
      if (now.kind !== 'notes' || isGone(now) || (task && (!task.was || isGone(task.was)))) continue
      const text = was && !isGone(was) ? (was as NotesDoc).text : ''
      if (text === now.text) continue
      const checks = checksBetween(now.text, text, limits.checksPerStep)
      const parts: readonly StepPart[] = checks?.map((check) => ({ space, name: 'notes.check@1', args: { taskId: now.id, ...check } })) ?? [
        { space, name: 'notes.set@1', args: { taskId: now.id, base: now.text, text } },
      ]
      // Notes can be written where their task is not in the trash.
      if ((task?.now as TaskDoc | undefined)?.deletedAt) late.push(...parts)
      else early.push(...parts)
    }
    return [...early, ...inParts(space, changes), ...late]
  })

/** Back to the space that it came from, to its place there, and back to those who are no members where it was. */
const transferBack = ({ part, written }: Ran): readonly BackPart[] => {
  if (part.name !== 'task.transfer@1') return []
  const { space, args } = part
  const left = written.filter((one) => one.space === space && one.now.kind === 'task' && isGone(one.now))
  const root = left.find(({ now }) => now.id === args.id)?.was as TaskDoc | undefined
  // The rules did not let it go.
  if (!root) return []
  const arrived = new Map(written.flatMap((one) => (one.space === args.toSpace && one.now.kind === 'task' ? [[one.now.id, one.now as TaskDoc] as const] : [])))
  const moved = new Set(left.map(({ now }) => now.id))
  const top = arrived.get(args.id)
  const back: BackPart = {
    space: args.toSpace,
    name: 'task.transfer@1',
    args: { id: args.id, toSpace: space, place: placeOf.task(root), labelIds: {} },
    ...(top && { stood: placeOf.task(top) }),
  }
  const dropped = left.flatMap(({ was, now }): TakenBack[] => {
    const [before, after] = [was as TaskDoc, arrived.get(now.id)]
    if (!after || before.assigneeIds.length === after.assigneeIds.length) return []
    return [{ kind: 'task', id: now.id, fields: { assigneeIds: { expect: after.assigneeIds, to: before.assigneeIds } } }]
  })
  const others = written.filter(({ now }) => !(moved.has(now.id) && (now.kind === 'task' || now.kind === 'notes')))
  return [back, ...inParts(space, dropped), ...rowsBack(others)]
}

/** Labels hold names, and one gives its name up before another takes it: what is done to them goes back mutation by mutation. */
const namesLabels = ({ written }: Ran): boolean => written.some(({ now }) => now.kind === 'label')

/**
 * What takes a step back: mutations that set each field of each row that it wrote to what it held before, where it still holds what the step
 * wrote. Told from the rows as they were and are, whatever the mutations: nobody writes an inverse by hand. The inverse of an inverse does the step again.
 */
export const inverseOf = (ran: readonly Ran[]): readonly BackPart[] => {
  const segments: (Ran | Map<string, Written>)[] = []
  let apart = true
  for (const one of ran) {
    if (one.part.name === 'task.transfer@1') {
      segments.push(one)
      apart = true
      continue
    }
    const last = segments.at(-1)
    const rows = last instanceof Map && !apart && !namesLabels(one) ? last : new Map<string, Written>()
    if (rows !== last) segments.push(rows)
    apart = namesLabels(one)
    for (const written of one.written) {
      const key = `${written.space}/${written.now.kind}:${written.now.id}`
      const before = rows.get(key)
      // Touched last, it goes back first.
      rows.delete(key)
      rows.set(key, before ? { ...written, was: before.was } : written)
    }
  }
  return segments.toReversed().flatMap((segment) => (segment instanceof Map ? rowsBack([...segment.values()]) : transferBack(segment)))
}
