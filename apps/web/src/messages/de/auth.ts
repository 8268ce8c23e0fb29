import type { auth as english } from '../en/auth.ts'
import type { Translated } from '../texts.ts'

export const auth: Translated<typeof english> = {
  create: 'Konto anlegen',
  first: 'Noch ist niemand hier. Dem ersten Konto gehört dieser Server.',
  'sign-in': 'Bei Muster anmelden',
  name: 'Name',
  email: 'E-Mail',
  password: 'Passwort',
  'password-length': 'Mindestens {min} Zeichen. Ein paar Wörter, die nicht zusammengehören, merkst du dir leicht, und sie sind schwer zu raten.',
  'create-button': 'Konto anlegen',
  'sign-in-button': 'Anmelden',
  'have-account': 'Ich habe ein Konto',
  'no-account': 'Ein Konto anlegen',
  'too-long': '{count, number} Zeichen sind hier zu viel: {max, number} passen.',
  'name-unseen': 'Ein Name hat mindestens ein sichtbares Zeichen.',
}
