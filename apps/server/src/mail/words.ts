import type { Language } from '@muster/core/contract/kinds.ts'
import type { MailKind } from './queued.ts'

/** What mails name: whose account, at which server, since when. */
export interface Named {
  readonly name: string
  readonly email: string
  readonly host: string
  readonly when: string
}
/** One mail in words. `action` is what its link says, where it has one. */
export interface Words {
  readonly subject: string
  readonly before: readonly string[]
  readonly action: string
  readonly after: readonly string[]
}
type Catalogue = Readonly<Record<MailKind, (named: Named) => Words>> & { readonly hello: (named: Named) => string; readonly why: (named: Named) => string }

const english: Catalogue = {
  hello: ({ name }) => `Hello ${name},`,
  why: ({ email, host }) => `You get this because ${email} has an account at ${host}.`,
  reset: ({ email, host }) => ({
    subject: 'A new password for Muster',
    before: [`Somebody asked for a new password for ${email} at ${host}. If that was you, set it here:`],
    action: 'Set a new password',
    after: ['The link is good for 30 minutes, and once.', 'If it was not you, there is nothing to do: your password stays as it is.'],
  }),
  'password-changed': ({ email, host, when }) => ({
    subject: 'Your password for Muster was changed',
    before: [
      `the password of ${email} at ${host} was changed on ${when}. Whoever was signed in before is signed out.`,
      'If it was not you, set another one now:',
    ],
    action: 'Ask for a new password',
    after: [],
  }),
  'session-stolen': ({ email, host, when }) => ({
    subject: 'You were signed out of Muster to be safe',
    before: [
      `On ${when} a session of ${email} at ${host} was continued in a second place. Somebody may have copied it from your device, so it was ended.`,
      'Look at where you are signed in, and change your password if you do not know what happened:',
    ],
    action: 'Where I am signed in',
    after: [],
  }),
}

const german: Catalogue = {
  hello: ({ name }) => `Hallo ${name},`,
  why: ({ email, host }) => `Du bekommst das, weil ${email} ein Konto bei ${host} hat.`,
  reset: ({ email, host }) => ({
    subject: 'Ein neues Passwort für Muster',
    before: [`jemand hat ein neues Passwort für ${email} bei ${host} angefordert. Wenn du das warst, setze es hier:`],
    action: 'Neues Passwort setzen',
    after: ['Der Link gilt 30 Minuten lang und einmal.', 'Wenn du es nicht warst, ist nichts zu tun: Dein Passwort bleibt, wie es ist.'],
  }),
  'password-changed': ({ email, host, when }) => ({
    subject: 'Dein Passwort für Muster wurde geändert',
    before: [
      `das Passwort von ${email} bei ${host} wurde am ${when} geändert. Wer vorher angemeldet war, ist abgemeldet.`,
      'Wenn du es nicht warst, setze jetzt ein anderes:',
    ],
    action: 'Neues Passwort anfordern',
    after: [],
  }),
  'session-stolen': ({ email, host, when }) => ({
    subject: 'Du wurdest zur Sicherheit von Muster abgemeldet',
    before: [
      `am ${when} wurde eine Sitzung von ${email} bei ${host} an einem zweiten Ort fortgesetzt. Vielleicht hat sie jemand von deinem Gerät kopiert, darum wurde sie beendet.`,
      'Sieh nach, wo du angemeldet bist, und ändere dein Passwort, wenn du nicht weißt, was geschehen ist:',
    ],
    action: 'Wo ich angemeldet bin',
    after: [],
  }),
}

/** What mails say, by language. */
export const mailWords: Readonly<Record<Language, Catalogue>> = { en: english, de: german }
