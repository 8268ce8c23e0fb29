/** What is asked of a list or a space in a box of its own. */
export const dialog = {
  edit: 'Edit {name}',
  name: 'Name',
  color: 'Colour',
  emoji: 'Emoji',
  'emoji-any': 'Any emoji',
  'emoji-type': 'or type one',
  'emoji-none': 'No emoji',
  folder: 'Folder',
  'folder-none': 'None',
  sort: 'Order of tasks',
  'sort-shared': 'Order for who chose none',
  save: 'Save',
  'new-space': 'New shared space',
  'new-space-text': 'Everybody in a space sees its lists and tasks. Invite people by a link once it is there.',
  'make-space': 'Make space',
} as const
