export type Command =
  | 'down'
  | 'up'
  | 'first'
  | 'last'
  | 'page-down'
  | 'page-up'
  | 'extend-down'
  | 'extend-up'
  | 'select'
  | 'select-all'
  | 'open'
  | 'done'
  | 'space'
  | 'drop'
  | 'add'
  | 'add-below'
  | 'add-above'
  | 'rename'
  | 'fold'
  | 'unfold'
  | 'indent'
  | 'outdent'
  | 'move-up'
  | 'move-down'
  | 'move'
  | 'schedule'
  | 'priority'
  | 'deadline'
  | 'label'
  | 'assign'
  | 'trash'
  | 'help'
  | 'escape'
  | 'menu'

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
  readonly getModifierState: (modifier: string) => boolean
}

/** The letter or sign that a key stands for: what it types, and where that is not Latin, where it lies. */
export const letterOf = ({ key, code }: Pick<KeyPress, 'key' | 'code'>): string => {
  if (key.length !== 1) return key
  if (key.charCodeAt(0) < 128) return key.toLowerCase()
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? /^Digit(\d)$/.exec(code)?.[1] ?? key
}

const plain: Readonly<Record<string, Command>> = {
  j: 'down',
  k: 'up',
  ArrowDown: 'down',
  ArrowUp: 'up',
  Home: 'first',
  End: 'last',
  PageDown: 'page-down',
  PageUp: 'page-up',
  ArrowLeft: 'fold',
  ArrowRight: 'unfold',
  Enter: 'open',
  ' ': 'space',
  e: 'done',
  q: 'add',
  a: 'add-below',
  F2: 'rename',
  x: 'select',
  s: 'schedule',
  d: 'deadline',
  l: 'label',
  i: 'assign',
  p: 'priority',
  m: 'move',
  Delete: 'trash',
  Backspace: 'trash',
  '?': 'help',
  Escape: 'escape',
  ContextMenu: 'menu',
}
const shifted: Readonly<Record<string, Command>> = {
  ArrowDown: 'extend-down',
  ArrowUp: 'extend-up',
  e: 'drop',
  a: 'add-above',
  '?': 'help',
  F10: 'menu',
}
const alt: Readonly<Record<string, Command>> = { ArrowUp: 'move-up', ArrowDown: 'move-down' }
const altShift: Readonly<Record<string, Command>> = { ArrowRight: 'indent', ArrowLeft: 'outdent' }
const mod: Readonly<Record<string, Command>> = { a: 'select-all', ']': 'indent', '[': 'outdent', Home: 'first', End: 'last' }

/** What a key press means in a list. Text that is being composed and characters made with AltGraph are never shortcuts. */
export const commandOf = (press: KeyPress): Command | null => {
  if (press.isComposing || press.keyCode === 229 || press.getModifierState('AltGraph')) return null
  const letter = letterOf(press)
  const main = press.ctrlKey || press.metaKey
  const table = main ? (press.altKey || press.shiftKey ? {} : mod) : press.altKey ? (press.shiftKey ? altShift : alt) : press.shiftKey ? shifted : plain
  return Object.hasOwn(table, letter) ? (table[letter] ?? null) : null
}
