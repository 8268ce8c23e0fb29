import type { sync as english } from '../en/sync.ts'
import type { Translated } from '../texts.ts'

export const sync: Translated<typeof english> = {
  saved: 'Alles gespeichert',
  'rest-saved': 'Alles andere ist gespeichert',
  silent: 'Offline',
  wait: 'Der Server bittet zu warten',
  failing: 'Der Server antwortet nicht, wie er soll',
  'silent-saved': 'Offline. Alles gespeichert',
  'wait-saved': 'Der Server bittet zu warten. Alles gespeichert',
  'failing-saved': 'Der Server antwortet nicht, wie er soll. Alles gespeichert',
  'silent-rest-saved': 'Offline. Alles andere ist gespeichert',
  'wait-rest-saved': 'Der Server bittet zu warten. Alles andere ist gespeichert',
  'failing-rest-saved': 'Der Server antwortet nicht, wie er soll. Alles andere ist gespeichert',
  waiting: '{count, plural, one {# Änderung wartet} other {# Änderungen warten}}',
  'waiting-silent': '{count, plural, one {# Änderung wartet, offline} other {# Änderungen warten, offline}}',
  'waiting-wait': '{count, plural, one {# Änderung wartet: der Server bittet darum} other {# Änderungen warten: der Server bittet darum}}',
  'waiting-failing':
    '{count, plural, one {# Änderung wartet: der Server antwortet nicht, wie er soll} other {# Änderungen warten: der Server antwortet nicht, wie er soll}}',
  outdated: 'Muster wurde erneuert. Lade neu, um weiterzumachen',
  updated: 'Muster wurde erneuert',
  'outdated-offline': 'Muster wurde erneuert. Verbinde dich, um weiterzumachen',
  'outdated-waiting':
    '{count, plural, one {# Änderung wartet. Dann lade neu: Muster wurde erneuert} other {# Änderungen warten. Dann lade neu: Muster wurde erneuert}}',
  'only-here':
    '{count, plural, one {# Änderung nur auf dieser Seite: dieser Browser speichert nichts für Muster. Lass sie offen.} other {# Änderungen nur auf dieser Seite: dieser Browser speichert nichts für Muster. Lass sie offen.}}',
  'no-room':
    '{count, plural, one {# Änderung nur auf dieser Seite: dieser Browser hat keinen Platz mehr. Lass sie offen.} other {# Änderungen nur auf dieser Seite: dieser Browser hat keinen Platz mehr. Lass sie offen.}}',
  'signed-out': 'Abgemeldet',
  'signed-out-waiting': '{count, plural, one {Abgemeldet. # Änderung bleibt auf diesem Gerät} other {Abgemeldet. # Änderungen bleiben auf diesem Gerät}}',
  paused: '{count, plural, one {# Bereich ist nicht zu erreichen} other {# Bereiche sind nicht zu erreichen}}',
  'saved-unstored': 'Alles gespeichert. Dieser Browser speichert nichts für Muster: es läuft, solange du online bist',
  'rest-saved-unstored': 'Alles andere ist gespeichert. Dieser Browser speichert nichts für Muster: es läuft, solange du online bist',
  'silent-unstored': 'Offline. Dieser Browser speichert nichts für Muster',
  'wait-unstored': 'Der Server bittet zu warten. Dieser Browser speichert nichts für Muster',
  'failing-unstored': 'Der Server antwortet nicht, wie er soll. Dieser Browser speichert nichts für Muster',
  refused: '{count} abgelehnt',
  deleted: 'Dieser Browser hat lokale Daten gelöscht. Was gesendet war, ist auf dem Server und kommt zurück; was nicht, ist verloren.',
  heard: 'In Ordnung',
  'at-risk':
    '{count, plural, one {Verbinde dich, oder installiere Muster: dieser Browser kann # Änderung löschen.} other {Verbinde dich, oder installiere Muster: dieser Browser kann # Änderungen löschen.}}',
  'save-file': 'Als Datei sichern',
  'sign-in': 'Melde dich an, um weiterzumachen',
}
