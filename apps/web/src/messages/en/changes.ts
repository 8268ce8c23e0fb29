/** Changes in words: those that could not be saved, and those that would be lost. */
export const changes = {
  create:
    '{kind, select, task {Add task “{name}”} list {Add list “{name}”} folder {Add folder “{name}”} section {Add section “{name}”} label {Add label “{name}”} other {Add “{name}”}}',
  change:
    '{kind, select, task {Change task “{name}”} list {Change list “{name}”} folder {Change folder “{name}”} section {Change section “{name}”} label {Change label “{name}”} other {Change “{name}”}}',
  did: '{did, select, done {Complete task “{name}”} dropped {Mark task “{name}” as won’t do} open {Reopen task “{name}”} priority {Change the priority of task “{name}”} due {Schedule task “{name}”} deadline {Change the deadline of task “{name}”} duration {Change the duration of task “{name}”} labels {Change the labels of task “{name}”} assignees {Change who does task “{name}”} place {Move task “{name}”} other {Change task “{name}”}}',
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
  'outbox-empty': 'The server has all that you did here.',
  'outbox-empty-silent': 'The server has all that you did here. Go on: what you do without a connection is kept in this browser and sent by itself.',
  'outbox-empty-wait':
    'The server has all that you did here. It has much to do and asks to wait: what you do meanwhile is kept in this browser and sent by itself.',
  'outbox-empty-failing':
    'The server has all that you did here. It answers now, but not as it should: what you do meanwhile is kept in this browser and sent by itself. If that lasts, tell whoever runs the server.',
  'outbox-sending': 'This is on its way to the server.',
  'outbox-silent':
    'There is no connection to the server. This is kept in this browser and sent by itself as soon as there is one: you can go on, or close the page.',
  'outbox-wait': 'The server has much to do and asks to wait. This is kept in this browser and sent by itself: you can go on, or close the page.',
  'outbox-failing':
    'The server answers, but not as it should. This is kept in this browser and sent again by itself until it is taken. If that lasts, tell whoever runs the server.',
  'outbox-signed-out': 'You are signed out. What you do is kept in this browser and sent once you sign in again.',
  'outbox-outdated': 'Muster was updated. What waits is sent first; then load the page anew.',
  'outbox-page': 'This is on this page alone, since this browser cannot store it. Keep the page open until it is sent, or save it as a file.',
  'outbox-empty-page': 'This browser stores nothing for Muster: a change counts only once the server has it, so keep the page open until it says so.',
  'outbox-paused': 'A space cannot be reached now. What you change there is kept in this browser and sent by itself as soon as it can be.',
  'outbox-refused': 'What was refused stands above that line, with what can be done about it.',
  'sign-out-title': 'Sign out?',
  'sign-out-lost':
    '{count, plural, one {# change would be lost, for the server does not have what you did here:} other {# changes would be lost, for the server does not have what you did here:}}',
  'sign-out-unfinished':
    '{count, plural, one {# text that you began and did not finish would be lost:} other {# texts that you began and did not finish would be lost:}}',
  more: '{count, plural, one {and one more} other {and # more}}',
  'sign-out-yes': 'Sign out all the same',
} as const
