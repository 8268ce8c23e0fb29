import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { routes } from './routes.ts'

/** What a list is called: the Inbox, which nobody has named, in the language of the page. */
export const listName = ({ inbox, name }: Pick<ListDoc, 'inbox' | 'name'>): string => (inbox && name === 'Inbox' ? routes.inbox.title() : name)
