/** Changes in words: those that could not be saved, and those that would be lost. */
export const changes = {
  create:
    '{kind, select, task {Add task “{name}”} list {Add list “{name}”} folder {Add folder “{name}”} section {Add section “{name}”} label {Add label “{name}”} other {Add “{name}”}}',
  change:
    '{kind, select, task {Change task “{name}”} list {Change list “{name}”} folder {Change folder “{name}”} section {Change section “{name}”} label {Change label “{name}”} other {Change “{name}”}}',
  rename:
    '{kind, select, task {Change task “{name}” to “{to}”} list {Change list “{name}” to “{to}”} folder {Change folder “{name}” to “{to}”} section {Change section “{name}” to “{to}”} label {Change label “{name}” to “{to}”} other {Change “{name}” to “{to}”}}',
  'rename-gone':
    '{kind, select, task {Change task to “{to}”} list {Change list to “{to}”} folder {Change folder to “{to}”} section {Change section to “{to}”} label {Change label to “{to}”} other {Change to “{to}”}}',
  delete:
    '{kind, select, task {Delete task “{name}”} list {Delete list “{name}”} folder {Delete folder “{name}”} section {Delete section “{name}”} label {Delete label “{name}”} other {Delete “{name}”}}',
  restore:
    '{kind, select, task {Restore task “{name}”} list {Restore list “{name}”} folder {Restore folder “{name}”} section {Restore section “{name}”} label {Restore label “{name}”} other {Restore “{name}”}}',
  move: '{kind, select, task {Move task “{name}”} list {Move list “{name}”} folder {Move folder “{name}”} section {Move section “{name}”} label {Move label “{name}”} other {Move “{name}”}}',
  gone: '{kind, select, task {Change a task that is gone} list {Change a list that is gone} folder {Change a folder that is gone} section {Change a section that is gone} label {Change a label that is gone} settings {Change the settings} member {Change a member} space {Change a space} invite {Change an invitation} other {Another change}}',
  undo: 'Undo: {names}',
  'undo-some': 'Undo a step',
  notes: 'Change notes of “{name}” to “{text}”',
  'notes-gone': 'Change notes to “{text}”',
  tick: 'Tick “{line}” in the notes of “{name}”',
  untick: 'Untick “{line}” in the notes of “{name}”',
  'tick-gone': 'Tick “{line}” in the notes',
  'untick-gone': 'Untick “{line}” in the notes',
  refused: '{count, plural, one {# change refused: look} other {# changes refused: look}}',
  'refused-title': 'Could not be saved',
  parked: '{count, plural, one {# change waiting for it} other {# changes waiting for it}}',
  'send-again': 'Send again',
  'send-again-that': 'Send again: {change}',
  edit: 'Edit',
  'edit-that': 'Edit: {change}',
  copy: 'Copy',
  'copy-that': 'Copy: {change}',
  drop: 'Drop',
  'drop-that': 'Drop: {change}',
  text: 'Text to send',
  send: 'Send',
  'sign-out-title': 'Sign out?',
  'sign-out-lost':
    '{count, plural, one {# change would be lost, for the server does not have what you did here:} other {# changes would be lost, for the server does not have what you did here:}}',
  'sign-out-unfinished':
    '{count, plural, one {# text that you began and did not finish would be lost:} other {# texts that you began and did not finish would be lost:}}',
  'sign-out-more': '{count, plural, one {and one more} other {and # more}}',
  'sign-out-yes': 'Sign out all the same',
} as const
