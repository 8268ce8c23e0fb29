import type { dialog as english } from '../en/dialog.ts'
import type { Translated } from '../texts.ts'

export const dialog: Translated<typeof english> = {
  edit: '{name} bearbeiten',
  name: 'Name',
  color: 'Farbe',
  emoji: 'Emoji',
  'emoji-any': 'Irgendein Emoji',
  'emoji-type': 'oder eines tippen',
  'emoji-none': 'Kein Emoji',
  folder: 'Ordner',
  'folder-none': 'Keiner',
  sort: 'Reihenfolge',
  'sort-shared': 'Reihenfolge, wo keine gewählt ist',
  save: 'Speichern',
  'new-space': 'Neuer geteilter Bereich',
  'new-space-text': 'Alle in einem Bereich sehen seine Listen und Aufgaben. Lade Leute mit einem Link ein, sobald es ihn gibt.',
  'make-space': 'Bereich anlegen',
}
