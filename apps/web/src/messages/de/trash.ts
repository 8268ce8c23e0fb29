import type { trash as english } from '../en/trash.ts'
import type { Translated } from '../texts.ts'

export const trash: Translated<typeof english> = {
  title: 'Papierkorb',
  empty: 'Der Papierkorb ist leer. Was du löschst, wartet hier {days} Tage.',
  away: 'Der Server ist nicht zu erreichen. Was du gelöscht hast, ist zu sehen, sobald er es ist.',
  deleted: '{kind, select, task {Aufgabe} list {Liste} section {Abschnitt} label {Etikett} other {Ordner}}, gelöscht am {day}',
  'deleted-of': '{kind, select, task {Aufgabe} list {Liste} section {Abschnitt} label {Etikett} other {Ordner}} in {space}, gelöscht am {day}',
  'comes-with': 'kommt mit „{name}“ zurück',
  restore: 'Wiederherstellen',
  'restore-name': '{name} wiederherstellen',
  restored: '{name} ist wieder da',
  newest: 'Die neuesten {shown} von {count} sind zu sehen.',
}
