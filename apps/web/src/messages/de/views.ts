import type { views as english } from '../en/views.ts'
import type { Translated } from '../texts.ts'

export const views: Translated<typeof english> = {
  inbox: 'Eingang',
  today: 'Heute',
  trash: 'Papierkorb',
  settings: 'Einstellungen',
  nowhere: 'Unter dieser Adresse ist nichts',
}
