/** What is said of another build than the page’s own. */
export const build = {
  ready: 'New version ready',
  'ready-line': 'A new version is ready.',
  reloading: 'Reloading …',
  'reloading-once': '{count, plural, one {Reloads once # change is stored or sent …} other {Reloads once # changes are stored or sent …}}',
  updated: 'Muster was updated',
  'updated-text': 'A newer version has opened what this browser stores, and this page is an older one that cannot read it. Nothing is lost.',
  'updated-waiting': '{count, plural, one {# change of yours waits here to be sent.} other {# changes of yours wait here to be sent.}}',
  load: 'Load the newer version',
  'no-connection': 'There is no connection. The newer version comes as soon as there is one.',
} as const
