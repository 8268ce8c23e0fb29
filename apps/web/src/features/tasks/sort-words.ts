import type { ListSort } from '@muster/core/contract/kinds.ts'

export const sortWords: Readonly<Record<ListSort, string>> = {
  manual: 'By hand',
  due: 'Due day',
  priority: 'Priority',
  title: 'Title',
  created: 'Newest first',
}
