import type { CommandId } from './command-table.ts'

/** A part of the page that takes commands. `target` is what has the focus; what it is about is the part's own business. */
export interface Scope {
  readonly can: (id: CommandId, target: HTMLElement) => boolean
  readonly run: (id: CommandId, target: HTMLElement) => void
}
/** Something that is open and can be closed, and where it lies on the page. False: there was nothing to close. */
export interface Closer {
  readonly close: () => boolean
  readonly within: () => Element | null
}
const scopes: Scope[] = []
const closers: Closer[] = []
const among = <T>(all: T[], one: T) => {
  all.push(one)
  return () => void all.splice(all.indexOf(one), 1)
}

/** Takes commands from now on, before those who came earlier; what comes back stops it. */
export const takeCommands = (scope: Scope): (() => void) => among(scopes, scope)
/** Whether somebody takes the command now. */
export const canGive = (id: CommandId, target: HTMLElement): boolean => scopes.some((scope) => scope.can(id, target))
/** Gives a command to who takes it, the latest first; whether anybody did. */
export const give = (id: CommandId, target: HTMLElement): boolean => {
  const scope = scopes.findLast((one) => one.can(id, target))
  scope?.run(id, target)
  return scope !== undefined
}

/** Can be closed by Escape from now on; what comes back takes that back. */
export const closesByEscape = (closer: Closer): (() => void) => among(closers, closer)
/** Closes the innermost thing that is open: what the focus is in, else what was opened last. */
export const closeInnermost = (target: HTMLElement): boolean => {
  const inside = closers.filter(({ within }) => within()?.contains(target))
  return [...inside.toReversed(), ...closers.toReversed()].some(({ close }) => close())
}
