/** Of what was done long ago, which this browser does not hold. */
export const older = {
  show: 'Show older',
  more: 'Show more',
  fetching: 'Fetching older tasks …',
  came: '{count, plural, =0 {No older tasks} one {One older task} other {# older tasks}}',
  all: 'No older tasks',
  away: 'Tasks done more than {days} days ago are on the server. You need a connection to see them.',
  failed: 'Older tasks could not be fetched.',
  again: 'Try again',
  'task-away': 'This task is not on this device. You need a connection to see it.',
  'task-failed': 'This task could not be fetched.',
  'task-gone': 'This task is not here. It was deleted for good, or it belongs to somebody else.',
  'notes-fetching': 'Fetching the notes …',
  'notes-away': 'These notes are not on this device. You need a connection to see them.',
  'notes-failed': 'The notes could not be fetched.',
} as const
