import type { Static, TProperties, TSchema } from 'typebox'
import { limits } from '../limits.ts'
import { linePattern, seen } from '../line-pattern.ts'
import { colors, inviteRoles, priorities, roles, statuses } from '../kinds.ts'
import { Type } from './type.ts'

/** An object that refuses every field it does not name. */
export const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

export const oneOf = <const V extends readonly (string | number)[]>(values: V) => Type.Unsafe<V[number]>({ enum: [...values] })

export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

/** A UUID in lower case (RFC 9562), made by whoever creates the thing; version 7 is what we make. */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' })

/** One line of text: no control characters (so neither NUL nor line breaks), at least one character that can be seen. */
export const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: linePattern })

/** Text of many lines; tabs and line breaks are its only control characters. */
export const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$' })

export const Name = line(limits.name)
export const Title = line(limits.title)
export const NotesText = text(limits.notes)

/** An instant: ISO 8601 in UTC with milliseconds. That its day exists is what the format says. */
export const Instant = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
})
export const CalendarDate = Type.String({ format: 'date', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
export const WallTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
/** An IANA time zone name; that it exists is checked by the domain. */
export const Zone = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_+\\-/]+$' })

/** A calendar date, a floating date-time, or a date-time in a zone: never collapsed into one instant. */
export const Day = Type.Union([
  closed({ date: CalendarDate }),
  closed({ date: CalendarDate, time: WallTime }),
  closed({ date: CalendarDate, time: WallTime, zone: Zone }),
])
export type Day = Static<typeof Day>

/** A fractional index: text that sorts by code unit. */
export const OrderKey = Type.String({ minLength: 1, maxLength: limits.orderKey, pattern: '^[0-9A-Za-z]+$' })

export const Rev = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const Color = oneOf(colors)
export const Role = oneOf(roles)
export const InviteRole = oneOf(inviteRoles)
/** `<space>.<secret>`, as it stands in the link of an invitation. */
export const InviteToken = Type.String({ pattern: '^[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}$' })
export const Status = oneOf(statuses)
export const Priority = oneOf(priorities)
export const Emoji = Type.String({ minLength: 1, maxLength: limits.emoji, pattern: `^${seen}[^\\u0000-\\u0020\\u007f-\\u009f\\p{Cs}<>&]+$` })
export const Duration = Type.Integer({ minimum: 1, maximum: limits.durationMinutes })
export const LabelIds = Type.Array(Id, { maxItems: limits.labelsPerTask, uniqueItems: true })
export const AssigneeIds = Type.Array(Id, { maxItems: limits.assigneesPerTask, uniqueItems: true })

/** Which keys give commands: whether single characters do, and what somebody chose instead of the usual, by the command's name; null is none. */
export const Keys = closed({
  single: Type.Boolean(),
  bound: Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,40}$', maxLength: 40 }), nullable(Type.String({ minLength: 1, maxLength: limits.keyName })), {
    maxProperties: limits.boundKeys,
    additionalProperties: false,
  }),
})
export type Keys = Static<typeof Keys>
