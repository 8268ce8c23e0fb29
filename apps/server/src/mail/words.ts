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
  hello: ({ name }) => (name === '' ? 'Hello,' : `Hello ${name},`),
  why: ({ email, host }) => `You get this because somebody named ${email} as the address of an account at ${host}.`,
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
  address: ({ email, host }) => ({
    subject: 'Confirm your address for Muster',
    before: [`Somebody named ${email} as the address of their account at ${host}. If that was you, confirm it here:`],
    action: 'Confirm this address',
    after: ['The link is good for an hour, and once.', 'If it was not you, there is nothing to do.'],
  }),
  'address-changed': ({ email, host, when }) => ({
    subject: 'Your account at Muster has another address',
    before: [
      `On ${when} the account of ${email} at ${host} was given another address. Mail about it goes there from now on.`,
      'If it was not you, tell whoever runs the server.',
    ],
    action: 'To Muster',
    after: [],
  }),
  'sign-in-changed': ({ email, host, when }) => ({
    subject: 'How you sign in to Muster was changed',
    before: [
      `On ${when} a passkey or the second factor of ${email} at ${host} was added, turned on or taken away.`,
      'If it was not you, look at both, and set another password:',
    ],
    action: 'How I sign in',
    after: [],
  }),
}

const german: Catalogue = {
  hello: ({ name }) => (name === '' ? 'Hallo,' : `Hallo ${name},`),
  why: ({ email, host }) => `Du bekommst das, weil jemand ${email} als Adresse eines Kontos bei ${host} angegeben hat.`,
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
  address: ({ email, host }) => ({
    subject: 'Bestätige deine Adresse für Muster',
    before: [`Jemand hat ${email} als Adresse seines Kontos bei ${host} angegeben. Wenn du das warst, bestätige es hier:`],
    action: 'Adresse bestätigen',
    after: ['Der Link gilt eine Stunde lang und einmal.', 'Wenn du es nicht warst, ist nichts zu tun.'],
  }),
  'address-changed': ({ email, host, when }) => ({
    subject: 'Dein Konto bei Muster hat eine andere Adresse',
    before: [
      `Am ${when} bekam das Konto von ${email} bei ${host} eine andere Adresse. Post dazu geht ab jetzt dorthin.`,
      'Wenn du es nicht warst, sage es dem, der den Server betreibt.',
    ],
    action: 'Zu Muster',
    after: [],
  }),
  'sign-in-changed': ({ email, host, when }) => ({
    subject: 'Wie du dich bei Muster anmeldest, wurde geändert',
    before: [
      `Am ${when} wurde ein Passkey oder der zweite Faktor von ${email} bei ${host} hinzugefügt, eingeschaltet oder entfernt.`,
      'Wenn du es nicht warst, sieh beides nach und setze ein anderes Passwort:',
    ],
    action: 'Wie ich mich anmelde',
    after: [],
  }),
}

/** What mails say, by language. */
export const mailWords: Readonly<Record<Language, Catalogue>> = { en: english, de: german }
