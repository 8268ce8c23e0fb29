import type { frame as english } from '../en/frame.ts'
import type { Translated } from '../texts.ts'

export const frame: Translated<typeof english> = {
  views: 'Ansichten',
  inbox: 'Eingang',
  today: 'Heute',
  lists: 'Listen',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  dismiss: 'Schließen',
  'go-to': 'Gehe zu',
  task: 'Aufgabe',
  settings: 'Einstellungen',
  'sign-out': 'Abmelden',
}
