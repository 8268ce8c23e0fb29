import type { auth as english } from '../en/auth.ts'
import type { Translated } from '../texts.ts'

export const auth: Translated<typeof english> = {
  create: 'Konto anlegen',
  first: 'Noch ist niemand hier. Dem ersten Konto gehört dieser Server.',
  'sign-in': 'Bei Muster anmelden',
  name: 'Name',
  email: 'E-Mail',
  password: 'Passwort',
  passkey: 'Mit einem Passkey anmelden',
  code: 'Code deiner Authenticator-App',
  'code-text': 'Oder einer deiner Wiederherstellungscodes.',
  'password-length': 'Mindestens {min} Zeichen.',
  'create-button': 'Konto anlegen',
  'sign-in-button': 'Anmelden',
  'have-account': 'Ich habe ein Konto',
  'no-account': 'Ein Konto anlegen',
  'too-long': '{count, number} Zeichen sind hier zu viel: {max, number} passen.',
  'name-unseen': 'Ein Name hat mindestens ein sichtbares Zeichen.',
}
