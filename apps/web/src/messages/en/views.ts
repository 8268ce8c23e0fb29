/** What views are called. */
export const views = {
  inbox: 'Inbox',
  today: 'Today',
  trash: 'Trash',
  settings: 'Settings',
  nowhere: 'There is nothing at this address',
} as const
