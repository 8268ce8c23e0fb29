import type { build as english } from '../en/build.ts'
import type { Translated } from '../texts.ts'

export const build: Translated<typeof english> = {
  ready: 'Neue Version da',
  'ready-line': 'Eine neue Version ist da.',
  reloading: 'Wird neu geladen …',
  'reloading-once':
    '{count, plural, one {Wird neu geladen, sobald # Änderung gespeichert oder gesendet ist …} other {Wird neu geladen, sobald # Änderungen gespeichert oder gesendet sind …}}',
  updated: 'Muster wurde erneuert',
  'updated-text':
    'Eine neuere Version hat geöffnet, was dieser Browser speichert, und diese Seite ist eine ältere, die es nicht lesen kann. Nichts geht verloren.',
  'updated-waiting':
    '{count, plural, one {# Änderung von dir wartet hier darauf, gesendet zu werden.} other {# Änderungen von dir warten hier darauf, gesendet zu werden.}}',
  load: 'Neuere Version laden',
  'no-connection': 'Es gibt keine Verbindung. Die neuere Version kommt, sobald es eine gibt.',
}
