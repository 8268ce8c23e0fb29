/** Where an address leads nowhere. */
export const missing = {
  'address-text': 'It may have been mistyped. Choose a list, or go to the Inbox.',
  inbox: 'Go to the Inbox',
  list: 'This list is not here',
  'list-text': 'It was deleted, or it belongs to another account.',
  trashed: 'It is in the trash, and can be restored there.',
  trash: 'Open the trash',
} as const
