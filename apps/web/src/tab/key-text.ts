import { commands } from '../messages/en/commands.ts'
import { words } from '../messages/words.ts'

const say = words('commands', commands)
const mac = typeof navigator !== 'undefined' && /Mac|iP(?:hone|ad)/.test(navigator.platform)
const signs: Readonly<Record<string, string>> = { Alt: mac ? '⌥' : 'Alt', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }
const worded = ['Delete', 'PageUp', 'PageDown', 'Home', 'End', 'Space', 'Backspace', 'ContextMenu'] as const

/** What stands on a key. */
const nameOf = (key: string): string => {
  if (key === 'Mod') return mac ? '⌘' : say('key-Control')
  const word = worded.find((one) => one === key)
  return word ? say(`key-${word}`) : (signs[key] ?? key)
}
/** Keys as they are shown: `Ctrl+Shift+Z`, `g i`. */
export const keyText = (keys: string): string =>
  keys
    .split(' ')
    .map((one) => {
      const parts = one.split('+').map(nameOf)
      return parts.length > 1 ? parts.map((part) => (part.length === 1 ? part.toUpperCase() : part)).join('+') : (parts[0] ?? '')
    })
    .join(' ')
