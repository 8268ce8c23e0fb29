/** What stands around every view. */
export const frame = {
  views: 'Views',
  inbox: 'Inbox',
  today: 'Today',
  lists: 'Lists',
  undo: 'Undo',
  redo: 'Redo',
  dismiss: 'Dismiss',
  'go-to': 'Go to',
  task: 'Task',
  settings: 'Settings',
  'sign-out': 'Sign out',
} as const
