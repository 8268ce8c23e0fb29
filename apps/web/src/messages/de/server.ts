import type { server as english } from '../en/server.ts'
import type { Translated } from '../texts.ts'

export const server: Translated<typeof english> = {
  unreachable: 'Der Server ist nicht zu erreichen. Prüfe die Verbindung und versuche es noch einmal.',
}
