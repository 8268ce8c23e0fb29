import type { Static, TProperties, TSchema } from 'typebox'
import { languages, listSorts, themes } from '../kinds.ts'
import {
  AssigneeIds,
  closed,
  Color,
  Day,
  Duration,
  Emoji,
  Id,
  Instant,
  Keys,
  LabelIds,
  Name,
  nullable,
  oneOf,
  OrderKey,
  Priority,
  Status,
  Title,
  Zone,
} from './common.ts'
import { Type } from './type.ts'

const optional = Type.Optional

/** One field of an undo: it goes back to `to` if it still holds `expect`; a field changed since is left. What it goes back to is what it may hold. */
const step = <S extends TSchema>(to: S) => optional(closed({ expect: Type.Unknown(), to }))
const undone = <K extends string, P extends TProperties>(kind: K, fields: P) => closed({ kind: Type.Literal(kind), id: Id, fields: closed(fields) })
const presence = step(nullable(Instant))
export const UndoChange = Type.Unsafe<{
  readonly kind: 'task' | 'list' | 'section' | 'folder' | 'label'
  readonly id: string
  readonly fields: Readonly<Record<string, { readonly expect: unknown; readonly to: unknown }>>
}>(
  Type.Union([
    undone('task', {
      title: step(Title),
      status: step(Status),
      priority: step(Priority),
      due: step(nullable(Day)),
      deadline: step(nullable(Day)),
      duration: step(nullable(Duration)),
      labelIds: step(LabelIds),
      assigneeIds: step(AssigneeIds),
      deletedAt: presence,
    }),
    undone('list', {
      name: step(Name),
      color: step(Color),
      emoji: step(nullable(Emoji)),
      sort: step(oneOf(listSorts)),
      order: step(OrderKey),
      deletedAt: presence,
    }),
    undone('section', { name: step(Name), order: step(OrderKey), deletedAt: presence }),
    undone('folder', { name: step(Name), order: step(OrderKey), deletedAt: presence }),
    undone('label', { color: step(Color), order: step(OrderKey), deletedAt: presence }),
  ]),
)
export type UndoChange = Static<typeof UndoChange>

const named = { name: step(Name), deletedAt: presence }
const TaskPlace = closed({ parentId: nullable(Id), listId: nullable(Id), sectionId: nullable(Id), order: OrderKey })
const ListPlace = closed({ folderId: nullable(Id), order: OrderKey })

/**
 * One row of a step that is taken back, or done again. Where a row stands is one field. A task that is done again was done when, and by
 * whom, it was at first. A label stands for itself again, or for the one that it was merged into.
 */
export const TakenBack = Type.Union([
  undone('task', {
    title: step(Title),
    status: optional(closed({ expect: Type.Unknown(), to: Status, completed: optional(closed({ at: Instant, by: Id })) })),
    priority: step(Priority),
    due: step(nullable(Day)),
    deadline: step(nullable(Day)),
    duration: step(nullable(Duration)),
    labelIds: step(LabelIds),
    assigneeIds: step(AssigneeIds),
    place: step(TaskPlace),
    deletedAt: presence,
  }),
  undone('list', { ...named, color: step(Color), emoji: step(nullable(Emoji)), sort: step(oneOf(listSorts)), place: step(ListPlace) }),
  undone('section', { ...named, order: step(OrderKey) }),
  undone('folder', { ...named, order: step(OrderKey) }),
  undone('label', { ...named, color: step(Color), order: step(OrderKey), mergedInto: step(nullable(Id)) }),
  undone('space', { name: step(Name), color: step(Color) }),
  undone('settings', {
    theme: step(oneOf(themes)),
    accent: step(Color),
    zone: step(nullable(Zone)),
    firstDay: step(oneOf([0, 1, 6])),
    language: step(nullable(oneOf(languages))),
    keys: step(nullable(Keys)),
  }),
])
export type TakenBack = Static<typeof TakenBack>
