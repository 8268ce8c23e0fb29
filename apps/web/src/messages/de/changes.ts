import type { changes as english } from '../en/changes.ts'
import type { Translated } from '../texts.ts'

export const changes: Translated<typeof english> = {
  create:
    '{kind, select, task {Aufgabe „{name}“ hinzufügen} list {Liste „{name}“ hinzufügen} folder {Ordner „{name}“ hinzufügen} section {Abschnitt „{name}“ hinzufügen} label {Etikett „{name}“ hinzufügen} other {„{name}“ hinzufügen}}',
  change:
    '{kind, select, task {Aufgabe „{name}“ ändern} list {Liste „{name}“ ändern} folder {Ordner „{name}“ ändern} section {Abschnitt „{name}“ ändern} label {Etikett „{name}“ ändern} other {„{name}“ ändern}}',
  did: '{did, select, done {Aufgabe „{name}“ erledigen} dropped {Aufgabe „{name}“ verwerfen} open {Aufgabe „{name}“ wieder öffnen} priority {Priorität der Aufgabe „{name}“ ändern} due {Aufgabe „{name}“ planen} deadline {Frist der Aufgabe „{name}“ ändern} duration {Dauer der Aufgabe „{name}“ ändern} labels {Etiketten der Aufgabe „{name}“ ändern} assignees {Aufgabe „{name}“ anders zuweisen} place {Aufgabe „{name}“ verschieben} other {Aufgabe „{name}“ ändern}}',
  rename:
    '{kind, select, task {Aufgabe „{name}“ in „{to}“ ändern} list {Liste „{name}“ in „{to}“ ändern} folder {Ordner „{name}“ in „{to}“ ändern} section {Abschnitt „{name}“ in „{to}“ ändern} label {Etikett „{name}“ in „{to}“ ändern} other {„{name}“ in „{to}“ ändern}}',
  'rename-gone':
    '{kind, select, task {Aufgabe in „{to}“ ändern} list {Liste in „{to}“ ändern} folder {Ordner in „{to}“ ändern} section {Abschnitt in „{to}“ ändern} label {Etikett in „{to}“ ändern} other {In „{to}“ ändern}}',
  delete:
    '{kind, select, task {Aufgabe „{name}“ löschen} list {Liste „{name}“ löschen} folder {Ordner „{name}“ löschen} section {Abschnitt „{name}“ löschen} label {Etikett „{name}“ löschen} other {„{name}“ löschen}}',
  restore:
    '{kind, select, task {Aufgabe „{name}“ wiederherstellen} list {Liste „{name}“ wiederherstellen} folder {Ordner „{name}“ wiederherstellen} section {Abschnitt „{name}“ wiederherstellen} label {Etikett „{name}“ wiederherstellen} other {„{name}“ wiederherstellen}}',
  move: '{kind, select, task {Aufgabe „{name}“ verschieben} list {Liste „{name}“ verschieben} folder {Ordner „{name}“ verschieben} section {Abschnitt „{name}“ verschieben} label {Etikett „{name}“ verschieben} other {„{name}“ verschieben}}',
  gone: '{kind, select, task {Eine Aufgabe ändern, die es nicht mehr gibt} list {Eine Liste ändern, die es nicht mehr gibt} folder {Einen Ordner ändern, den es nicht mehr gibt} section {Einen Abschnitt ändern, den es nicht mehr gibt} label {Ein Etikett ändern, das es nicht mehr gibt} settings {Die Einstellungen ändern} member {Ein Mitglied ändern} space {Einen Bereich ändern} invite {Eine Einladung ändern} other {Eine andere Änderung}}',
  undo: 'Rückgängig: {names}',
  'undo-some': 'Einen Schritt rückgängig machen',
  notes: 'Notizen von „{name}“ ändern in „{text}“',
  'notes-gone': 'Notizen ändern in „{text}“',
  tick: '„{line}“ in den Notizen von „{name}“ abhaken',
  untick: 'Haken bei „{line}“ in den Notizen von „{name}“ entfernen',
  'tick-gone': '„{line}“ in den Notizen abhaken',
  'untick-gone': 'Haken bei „{line}“ in den Notizen entfernen',
  refused: '{count, plural, one {# Änderung abgelehnt: zeigen} other {# Änderungen abgelehnt: zeigen}}',
  'refused-title': 'Konnte nicht gespeichert werden',
  parked: '{count, plural, one {# Änderung wartet darauf} other {# Änderungen warten darauf}}',
  'send-again': 'Noch einmal senden',
  'send-again-that': 'Noch einmal senden: {change}',
  edit: 'Bearbeiten',
  'edit-that': 'Bearbeiten: {change}',
  copy: 'Kopieren',
  'copy-that': 'Kopieren: {change}',
  drop: 'Verwerfen',
  'drop-that': 'Verwerfen: {change}',
  text: 'Zu sendender Text',
  send: 'Senden',
  'outbox-empty': 'Der Server hat alles, was du hier getan hast.',
  'outbox-empty-silent':
    'Der Server hat alles, was du hier getan hast. Mach weiter: was du ohne Verbindung tust, bleibt in diesem Browser und wird von selbst gesendet.',
  'outbox-empty-wait':
    'Der Server hat alles, was du hier getan hast. Er hat viel zu tun und bittet zu warten: was du inzwischen tust, bleibt in diesem Browser und wird von selbst gesendet.',
  'outbox-empty-failing':
    'Der Server hat alles, was du hier getan hast. Jetzt antwortet er, aber nicht, wie er soll: was du inzwischen tust, bleibt in diesem Browser und wird von selbst gesendet. Bleibt das so, sag es dem, der den Server betreibt.',
  'outbox-sending': 'Das ist auf dem Weg zum Server.',
  'outbox-silent':
    'Es gibt keine Verbindung zum Server. Das bleibt in diesem Browser und wird von selbst gesendet, sobald es eine gibt: du kannst weitermachen oder die Seite schließen.',
  'outbox-wait':
    'Der Server hat viel zu tun und bittet zu warten. Das bleibt in diesem Browser und wird von selbst gesendet: du kannst weitermachen oder die Seite schließen.',
  'outbox-failing':
    'Der Server antwortet, aber nicht, wie er soll. Das bleibt in diesem Browser und wird von selbst noch einmal gesendet, bis er es annimmt. Bleibt das so, sag es dem, der den Server betreibt.',
  'outbox-signed-out': 'Du bist abgemeldet. Was du tust, bleibt in diesem Browser und wird gesendet, wenn du dich wieder anmeldest.',
  'outbox-outdated': 'Muster wurde erneuert. Was wartet, wird zuerst gesendet; lade dann die Seite neu.',
  'outbox-page':
    'Das steht allein auf dieser Seite, denn dieser Browser kann es nicht speichern. Lass die Seite offen, bis es gesendet ist, oder sichere es als Datei.',
  'outbox-empty-page': 'Dieser Browser speichert nichts für Muster: eine Änderung gilt erst, wenn der Server sie hat. Lass die Seite offen, bis sie das sagt.',
  'outbox-paused': 'Ein Bereich ist gerade nicht zu erreichen. Was du dort änderst, bleibt in diesem Browser und wird von selbst gesendet, sobald es geht.',
  'outbox-refused': 'Was abgelehnt wurde, steht über dieser Zeile, und was du damit tun kannst.',
  'sign-out-title': 'Abmelden?',
  'sign-out-lost':
    '{count, plural, one {# Änderung ginge verloren, denn der Server hat nicht, was du hier getan hast:} other {# Änderungen gingen verloren, denn der Server hat nicht, was du hier getan hast:}}',
  'sign-out-unfinished': '{count, plural, one {# angefangener Text ginge verloren:} other {# angefangene Texte gingen verloren:}}',
  more: '{count, plural, one {und noch etwas} other {und noch # mehr}}',
  'sign-out-yes': 'Trotzdem abmelden',
}
