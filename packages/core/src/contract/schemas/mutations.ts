import type { Static } from 'typebox'
import { languages, listSorts, themes } from '../kinds.ts'
import { limits } from '../limits.ts'
import {
  AssigneeIds,
  closed,
  Color,
  Day,
  Duration,
  Emoji,
  Id,
  Instant,
  InviteRole,
  Keys,
  LabelIds,
  Name,
  NotesText,
  nullable,
  oneOf,
  OrderKey,
  Priority,
  Role,
  Status,
  Title,
  Zone,
} from './common.ts'
import { Type } from './type.ts'
import { TakenBack, UndoChange } from './undo.ts'

const optional = Type.Optional

/** New keys for tied or overlong siblings, worked out by the client when the mutation is first run. */
export const Rekey = Type.Array(closed({ id: Id, order: OrderKey }), { maxItems: limits.rekey })

/** Where a task goes. A root task names a list; a subtask names its parent and nothing else. */
export const Place = closed({
  parentId: nullable(Id),
  listId: nullable(Id),
  sectionId: nullable(Id),
  order: OrderKey,
  rekey: optional(Rekey),
})

const ListFields = {
  name: Name,
  color: Color,
  emoji: nullable(Emoji),
  folderId: nullable(Id),
  order: OrderKey,
}
const partial = {
  name: optional(Name),
  color: optional(Color),
  order: optional(OrderKey),
}

/**
 * The arguments of every mutation, by `name@version`. A mutation sets state, none toggles, and whatever cannot
 * be derived from rows (ids, order keys, resolved dates) is fixed here when it is first run. A version once
 * published keeps its meaning: a change of meaning is a new version beside the old one.
 */
export const mutationSchemas = {
  'space.update@1': closed({ set: closed({ name: optional(Name), color: optional(Color) }) }),
  'settings.set@1': closed({
    set: closed({
      theme: optional(oneOf(themes)),
      accent: optional(Color),
      zone: optional(nullable(Zone)),
      firstDay: optional(oneOf([0, 1, 6])),
      language: optional(nullable(oneOf(languages))),
      keys: optional(nullable(Keys)),
    }),
  }),
  'folder.create@1': closed({ id: Id, name: Name, order: OrderKey }),
  'folder.update@1': closed({ id: Id, set: closed({ name: optional(Name), order: optional(OrderKey) }), rekey: optional(Rekey) }),
  'folder.delete@1': closed({ id: Id }),
  'folder.restore@1': closed({ id: Id }),
  'list.create@1': closed({ id: Id, ...ListFields }),
  'list.update@1': closed({
    id: Id,
    set: closed({
      ...partial,
      emoji: optional(nullable(Emoji)),
      folderId: optional(nullable(Id)),
      sort: optional(oneOf(listSorts)),
    }),
    rekey: optional(Rekey),
  }),
  'list.delete@1': closed({ id: Id }),
  'list.restore@1': closed({ id: Id }),
  'section.create@1': closed({ id: Id, listId: Id, name: Name, order: OrderKey }),
  'section.update@1': closed({ id: Id, set: closed({ name: optional(Name), order: optional(OrderKey) }), rekey: optional(Rekey) }),
  'section.delete@1': closed({ id: Id }),
  'section.restore@1': closed({ id: Id }),
  'label.create@1': closed({ id: Id, name: Name, color: Color, order: OrderKey }),
  'label.update@1': closed({ id: Id, set: closed(partial), rekey: optional(Rekey) }),
  'label.delete@1': closed({ id: Id }),
  'label.restore@1': closed({ id: Id }),
  'task.create@1': closed({
    id: Id,
    place: Place,
    title: Title,
    priority: optional(Priority),
    due: optional(nullable(Day)),
    deadline: optional(nullable(Day)),
    duration: optional(nullable(Duration)),
    labelIds: optional(LabelIds),
    assigneeIds: optional(AssigneeIds),
    notes: optional(NotesText),
  }),
  'task.update@1': closed({
    id: Id,
    set: optional(
      closed({
        title: optional(Title),
        status: optional(Status),
        priority: optional(Priority),
        due: optional(nullable(Day)),
        deadline: optional(nullable(Day)),
        duration: optional(nullable(Duration)),
        labelIds: optional(LabelIds),
        assigneeIds: optional(AssigneeIds),
      }),
    ),
    addLabels: optional(LabelIds),
    removeLabels: optional(LabelIds),
    addAssignees: optional(AssigneeIds),
    removeAssignees: optional(AssigneeIds),
    place: optional(Place),
  }),
  'task.delete@1': closed({ id: Id }),
  'task.restore@1': closed({ id: Id }),
  'notes.set@1': closed({ taskId: Id, base: NotesText, text: NotesText }),
  'notes.check@1': closed({ taskId: Id, line: NotesText, nth: Type.Integer({ minimum: 0, maximum: limits.notes }), on: Type.Boolean() }),
  'undo.apply@1': closed({ changes: Type.Array(UndoChange, { minItems: 1, maxItems: limits.undoChanges }) }),
  'undo.apply@2': closed({ changes: Type.Array(TakenBack, { minItems: 1, maxItems: limits.undoRows }) }),
  'invite.create@1': closed({ id: Id, role: InviteRole, expiresAt: Instant }),
  'invite.revoke@1': closed({ id: Id }),
} as const

/** Mutations that touch more than one space: each is one commit over all of them, posted to the space it starts from. */
export const acrossSchemas = {
  'task.transfer@1': closed({
    id: Id,
    toSpace: Id,
    place: Place,
    /** New ids of labels to create in the target for names it lacks, by the source's label id; one that is left out keeps its own. */
    labelIds: Type.Record(Id, Id, { maxProperties: limits.mutationDocuments, additionalProperties: false }),
  }),
  /** `memberName` is what a browser shows until it is answered; the name in the personal space is what counts. */
  'space.create@1': closed({ id: Id, name: Name, color: Color, memberName: optional(Name) }),
  'space.delete@1': closed({}),
  'invite.accept@1': closed({ id: Id, memberName: optional(Name) }),
  'member.set@1': closed({ userId: Id, role: Role }),
  'member.remove@1': closed({ userId: Id }),
} as const

export const allMutationSchemas = { ...mutationSchemas, ...acrossSchemas }

export type MutationArgs = { [K in keyof typeof allMutationSchemas]: Static<(typeof allMutationSchemas)[K]> }
export type MutationName = keyof MutationArgs
export type AcrossName = keyof typeof acrossSchemas
export type InSpaceName = keyof typeof mutationSchemas
export type Place = Static<typeof Place>
export type Rekey = Static<typeof Rekey>
