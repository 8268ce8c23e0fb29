import type { controls as english } from '../en/controls.ts'
import type { Translated } from '../texts.ts'

export const controls: Translated<typeof english> = {
  cancel: 'Abbrechen',
  'too-long': 'Zu lang zum Speichern.',
  'too-long-by': '{count, number} Zeichen, und {max, number} passen: es wird erst gespeichert, wenn es kürzer ist.',
  date: 'Datum',
  'date-hint': 'morgen, fr 14:30, 24. Dez',
  'date-unknown': 'Noch kein Tag zu erkennen',
  'date-repeats': 'Aufgaben können sich noch nicht wiederholen: gib einen einzelnen Tag ein',
  'date-none': 'Kein Datum',
  'date-time': '{day}, {time}',
  today: 'Heute',
  tomorrow: 'Morgen',
  weekend: 'Wochenende',
  'next-week': 'Nächste Woche',
  days: 'Tage',
  before: 'Voriger Monat',
  after: 'Nächster Monat',
  time: 'Uhrzeit',
  set: 'Setzen',
  zone: 'Zeitzone',
  'zone-any': 'In jeder Zone um diese Zeit',
  'zone-in': 'Um diese Zeit in',
  'too-long-kept': 'Zu lang zum Speichern, aber aufgehoben.',
  'too-long-kept-here': 'Zu lang zum Speichern. Aufgehoben, bis diese Seite geschlossen wird: dieser Browser hat keinen Platz mehr.',
  'too-long-roomless': 'Dieser Browser hat keinen Platz mehr, um es aufzuheben: kürze oder kopiere es, bevor du diese Seite schließt.',
}
