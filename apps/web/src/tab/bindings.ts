import type { Keys } from '@muster/core/contract/schemas/common.ts'
import { isComposing, type Composed } from '../lib/composing.ts'
import { allCommands, type CommandId } from './command-table.ts'

export interface KeyPress extends Composed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly getModifierState: (modifier: string) => boolean
}
const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta'])

/** The letter or sign that a key stands for: what it types, and where that is not Latin, where it lies. */
export const letterOf = ({ key, code }: Pick<KeyPress, 'key' | 'code'>): string => {
  if (key.length !== 1) return key
  if (key.charCodeAt(0) < 128) return key.toLowerCase()
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? /^Digit(\d)$/.exec(code)?.[1] ?? key
}

/**
 * A key press as bindings name it; null for what is never one: a modifier alone, text that is being composed, a character made with AltGraph.
 * Shift counts with letters and named keys; a sign that needs it on one keyboard does not on another.
 */
export const pressOf = (event: KeyPress): string | null => {
  if (isComposing(event) || event.getModifierState('AltGraph') || modifiers.has(event.key)) return null
  const main = event.ctrlKey || event.metaKey
  const letter = main && event.code === 'Backslash' ? '\\' : letterOf(event)
  const name = letter === ' ' ? 'Space' : letter
  const shift = event.shiftKey && (name.length > 1 || /[a-z]/.test(name))
  return `${main ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`
}
/** The digit that a key lies under, where it takes Shift to type it. */
export const digitOf = ({ code }: Pick<KeyPress, 'code'>): string | undefined => /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]

/** Whether one character gives it, alone or as the first of two: that is in the way of who dictates, and can be turned off (WCAG 2.1.4). */
export const isSingle = (keys: string): boolean => /^(?:Shift\+)?.$/u.test(keys.split(' ')[0] ?? '')

/** The keys that give a command: the usual, or what the person chose. */
export const keysOf = (id: CommandId, chosen: Keys | null | undefined): readonly string[] => {
  const own = chosen?.bound[id]
  const usual = allCommands.find((one) => one.id === id)?.keys ?? []
  const keys = own === undefined ? usual : own === null ? [] : [own]
  return chosen && !chosen.single ? keys.filter((one) => !isSingle(one)) : keys
}

export interface Bindings {
  readonly given: (keys: string) => readonly CommandId[]
  /** The commands that begin with this key and wait for another. */
  readonly after: (key: string) => readonly (readonly [next: string, id: CommandId])[]
}
let last: { readonly chosen: Keys | null | undefined; readonly bindings: Bindings } | undefined
/** Which commands keys give. */
export const bindingsOf = (chosen: Keys | null | undefined): Bindings => {
  if (last && last.chosen === chosen) return last.bindings
  const all = allCommands.flatMap(({ id }) => keysOf(id, chosen).map((keys) => [keys, id] as const))
  const bindings: Bindings = {
    given: (keys) => all.flatMap(([one, id]) => (one === keys ? [id] : [])),
    after: (key) => all.flatMap(([one, id]) => (one.startsWith(`${key} `) ? [[one.slice(key.length + 1), id] as const] : [])),
  }
  last = { chosen, bindings }
  return bindings
}
