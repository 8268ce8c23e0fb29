import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { addressOf } from './routes.ts'

export const listAddress = ({ id, inbox }: Pick<ListDoc, 'id' | 'inbox'>): string => (inbox ? addressOf('inbox') : addressOf('list', { id }))
export const spaceAddress = (id: string): string => addressOf('space', { id })

/** A task that is open beside a view is told in the view's own address, as `?task=<space>/<id>`. */
export const taskQuery = (space: string, id: string): string => `?task=${space}/${id}`
const ref = /^([0-9a-f-]{36})\/([0-9a-f-]{36})$/
export const openTask = (query: string): { readonly space: string; readonly id: string } | null => {
  const [, space, id] = ref.exec(new URLSearchParams(query).get('task') ?? '') ?? []
  return space && id ? { space, id } : null
}
