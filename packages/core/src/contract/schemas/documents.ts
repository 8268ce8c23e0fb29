import type { Static, TProperties } from 'typebox'
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
  Rev,
  Role,
  Status,
  Title,
  Zone,
} from './common.ts'
import { Type } from './type.ts'

/** What every document of a space carries: who and when, the schema version it was written with, and the rev that last touched it. */
const meta = {
  id: Id,
  rev: Rev,
  v: Type.Integer({ minimum: 1 }),
  createdAt: Instant,
  createdBy: Id,
  updatedAt: Instant,
  updatedBy: Id,
}
const trashable = { deletedAt: nullable(Instant), deletedBy: nullable(Id) }

/** Set on what went out of the trash for good: its text is gone, and its id is retained until no replica can lack the news. */
const purgeable = { purgedAt: Type.Optional(Instant) }

/** Set on what was moved to another space: it is gone here for good, and only its id is retained. */
const moved = { movedTo: Type.Optional(Id) }

const document = <K extends string, P extends TProperties>(kind: K, fields: P) => closed({ kind: Type.Literal(kind), ...meta, ...fields })

export const SpaceDoc = document('space', {
  name: Name,
  color: Color,
  personal: Type.Boolean(),
  owners: Type.Array(Id, { maxItems: limits.membersPerSpace }),
  memberCount: Type.Integer({ minimum: 0 }),
  ...trashable,
  ...purgeable,
})
/** A person in a space; a former member keeps the row with `leftAt`, so that names in old tasks stay readable. Its id is the user's. */
export const MemberDoc = document('member', { name: Name, role: Role, leftAt: nullable(Instant) })
/** The same fact in the person's own space. Its id is the space's. */
export const MembershipDoc = document('membership', { role: Role, leftAt: nullable(Instant) })
/** How the person wants to see things; in the personal space, its id is the user's. A zone of null follows the device. */
export const SettingsDoc = document('settings', {
  theme: oneOf(themes),
  accent: Color,
  zone: nullable(Zone),
  firstDay: oneOf([0, 1, 6]),
  /** Absent or null: as the device. */
  language: Type.Optional(nullable(oneOf(languages))),
  /** Absent or null: the usual keys. */
  keys: Type.Optional(nullable(Keys)),
})
export const FolderDoc = document('folder', { name: Name, order: OrderKey, ...trashable, ...purgeable })
export const ListDoc = document('list', {
  name: Name,
  color: Color,
  emoji: nullable(Emoji),
  folderId: nullable(Id),
  order: OrderKey,
  sort: oneOf(listSorts),
  inbox: Type.Boolean(),
  ...trashable,
  ...purgeable,
})
export const SectionDoc = document('section', { listId: Id, name: Name, order: OrderKey, ...trashable, ...purgeable })
/** A label renamed onto another, or created twice offline, points to the one that stays. */
export const LabelDoc = document('label', {
  name: Name,
  color: Color,
  order: OrderKey,
  mergedInto: nullable(Id),
  ...trashable,
  ...purgeable,
})
/** Finds a label by its folded name with one look-up by key: its id is derived from the folded name. */
export const LabelNameDoc = document('labelName', { labelId: Id })
/** Only root tasks name a list and a section; subtasks follow their root. */
export const TaskDoc = document('task', {
  parentId: nullable(Id),
  listId: nullable(Id),
  sectionId: nullable(Id),
  order: OrderKey,
  title: Title,
  status: Status,
  priority: Priority,
  due: nullable(Day),
  deadline: nullable(Day),
  duration: nullable(Duration),
  labelIds: LabelIds,
  assigneeIds: AssigneeIds,
  hasNotes: Type.Boolean(),
  completedAt: nullable(Instant),
  completedBy: nullable(Id),
  ...moved,
  ...trashable,
  ...purgeable,
})
/** Markdown. Its id is the task's. */
export const NotesDoc = document('notes', { text: NotesText, ...moved, ...purgeable })
/** Never sent to browsers as a document. Its id is derived from the hash of the secret in the link. */
export const InviteDoc = document('invite', {
  role: InviteRole,
  expiresAt: Instant,
  usedAt: nullable(Instant),
  usedBy: nullable(Id),
  ...trashable,
})

/** Any document that may be in a browser's replica. */
export const Doc = Type.Union([SpaceDoc, MemberDoc, MembershipDoc, SettingsDoc, FolderDoc, ListDoc, SectionDoc, LabelDoc, LabelNameDoc, TaskDoc, NotesDoc])

export type SpaceDoc = Static<typeof SpaceDoc>
export type MemberDoc = Static<typeof MemberDoc>
export type MembershipDoc = Static<typeof MembershipDoc>
export type SettingsDoc = Static<typeof SettingsDoc>
export type FolderDoc = Static<typeof FolderDoc>
export type ListDoc = Static<typeof ListDoc>
export type SectionDoc = Static<typeof SectionDoc>
export type LabelDoc = Static<typeof LabelDoc>
export type LabelNameDoc = Static<typeof LabelNameDoc>
export type TaskDoc = Static<typeof TaskDoc>
export type NotesDoc = Static<typeof NotesDoc>
export type InviteDoc = Static<typeof InviteDoc>

export interface DocByKind {
  space: SpaceDoc
  member: MemberDoc
  membership: MembershipDoc
  settings: SettingsDoc
  folder: FolderDoc
  list: ListDoc
  section: SectionDoc
  label: LabelDoc
  labelName: LabelNameDoc
  task: TaskDoc
  notes: NotesDoc
  invite: InviteDoc
}
export type AnyDoc = DocByKind[keyof DocByKind]
export type ReplicaDoc = Exclude<AnyDoc, InviteDoc>
