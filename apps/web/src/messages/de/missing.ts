import type { missing as english } from '../en/missing.ts'
import type { Translated } from '../texts.ts'

export const missing: Translated<typeof english> = {
  'address-text': 'Vielleicht ist sie vertippt. Wähle eine Liste, oder geh zum Eingang.',
  inbox: 'Zum Eingang',
  list: 'Diese Liste ist nicht hier',
  'list-text': 'Sie wurde gelöscht, oder sie gehört zu einem anderen Konto.',
  trashed: 'Sie ist im Papierkorb und lässt sich dort wiederherstellen.',
  trash: 'Papierkorb öffnen',
}
