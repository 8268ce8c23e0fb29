import type { help as english } from '../en/help.ts'
import type { Translated } from '../texts.ts'

export const help: Translated<typeof english> = {
  title: 'Tastatur',
  close: 'Schließen',
  keys: 'Tasten',
  leave: 'Tab verlässt die Liste, Esc schließt, was offen ist.',
  change: 'Tasten ändern',
  'up-down': 'Hinauf, hinunter',
  'first-last': 'Erste, letzte',
  'fold-unfold': 'Ein- und ausklappen',
  priority: 'Priorität',
  done: 'Erledigt',
  'in-out': 'Ein- und ausrücken',
  extend: 'Mehr auswählen',
  page: 'Seite',
}
