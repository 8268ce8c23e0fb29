import type { older as english } from '../en/older.ts'
import type { Translated } from '../texts.ts'

export const older: Translated<typeof english> = {
  show: 'Ältere anzeigen',
  more: 'Mehr anzeigen',
  fetching: 'Ältere Aufgaben werden geholt …',
  came: '{count, plural, =0 {Keine älteren Aufgaben} one {Eine ältere Aufgabe} other {# ältere Aufgaben}}',
  all: 'Keine älteren Aufgaben',
  away: 'Was vor mehr als {days} Tagen erledigt wurde, liegt auf dem Server. Dafür brauchst du eine Verbindung.',
  failed: 'Die älteren Aufgaben konnten nicht geholt werden.',
  again: 'Noch einmal versuchen',
  'task-away': 'Diese Aufgabe ist nicht auf diesem Gerät. Dafür brauchst du eine Verbindung.',
  'task-failed': 'Diese Aufgabe konnte nicht geholt werden.',
  'task-gone': 'Diese Aufgabe ist nicht hier. Sie wurde endgültig gelöscht oder gehört jemand anderem.',
  'notes-fetching': 'Die Notizen werden geholt …',
  'notes-away': 'Diese Notizen sind nicht auf diesem Gerät. Dafür brauchst du eine Verbindung.',
  'notes-failed': 'Die Notizen konnten nicht geholt werden.',
}
