export const trash = {
  title: 'Trash',
  empty: 'Nothing is in the trash. What you delete waits here for {days} days.',
  away: 'The server cannot be reached. What you deleted is shown as soon as it can.',
  deleted: '{kind, select, task {Task} list {List} section {Section} label {Label} other {Folder}}, deleted {day}',
  'deleted-of': '{kind, select, task {Task} list {List} section {Section} label {Label} other {Folder}} of {space}, deleted {day}',
  'comes-with': 'comes back with “{name}”',
  restore: 'Restore',
  'restore-name': 'Restore {name}',
  restored: '{name} is back',
  newest: 'The newest {shown} of {count} are shown.',
} as const
