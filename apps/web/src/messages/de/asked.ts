import type { asked as english } from '../en/asked.ts'
import type { Translated } from '../texts.ts'

export const asked: Translated<typeof english> = {
  loading: 'Der Server wird gefragt …',
  away: 'Das weiß nur der Server, und er ist nicht zu erreichen.',
}
