/** What fields, boxes and pickers say that every part of the page uses. */
export const controls = {
  cancel: 'Cancel',
  'too-long': 'Too long to be saved.',
  'too-long-by': '{count, number} characters, and {max, number} fit: it is not saved until it is shorter.',
  // The date box
  date: 'Date',
  'date-hint': 'tomorrow, fri 14:30, 24 Dec',
  'date-unknown': 'No day that is understood yet',
  'date-none': 'No date',
  'date-time': '{day}, {time}',
  today: 'Today',
  tomorrow: 'Tomorrow',
  weekend: 'Weekend',
  'next-week': 'Next week',
  days: 'Days',
  before: 'Month before',
  after: 'Month after',
  time: 'Time',
  set: 'Set',
  zone: 'Time zone',
  'zone-any': 'Same hour in every zone',
  'zone-in': 'At this hour in',
} as const
