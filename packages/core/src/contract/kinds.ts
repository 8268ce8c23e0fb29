/** The kinds of document a space holds. `replicaKinds` are sent to browsers; the others never leave the server. */
export const replicaKinds = ['space', 'member', 'membership', 'settings', 'folder', 'list', 'section', 'label', 'labelName', 'task', 'notes'] as const
export const serverKinds = ['invite'] as const

export type ReplicaKind = (typeof replicaKinds)[number]
export type Kind = ReplicaKind | (typeof serverKinds)[number]

export const roles = ['owner', 'admin', 'editor', 'viewer'] as const
export type Role = (typeof roles)[number]
/** What somebody can be invited as: owners are made of members. */
export const inviteRoles = ['admin', 'editor', 'viewer'] as const
export type InviteRole = (typeof inviteRoles)[number]

export const statuses = ['open', 'done', 'dropped'] as const
export type Status = (typeof statuses)[number]

/** 0 is none; 1 is the most urgent. */
export const priorities = [0, 1, 2, 3, 4] as const
export type Priority = (typeof priorities)[number]

export const colors = ['gray', 'red', 'orange', 'amber', 'lime', 'green', 'teal', 'cyan', 'blue', 'indigo', 'violet', 'pink'] as const
export type Color = (typeof colors)[number]

export const listSorts = ['manual', 'due', 'priority', 'title', 'created'] as const
export type ListSort = (typeof listSorts)[number]

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** BCP 47 tags of the languages that have all messages. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]
