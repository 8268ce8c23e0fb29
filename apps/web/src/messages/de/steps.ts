import type { steps as english } from '../en/steps.ts'
import type { Translated } from '../texts.ts'

export const steps: Translated<typeof english> = {
  added: '{count, plural, one {Aufgabe hinzugefügt} other {# Aufgaben hinzugefügt}}',
  'subtask-added': 'Teilaufgabe hinzugefügt',
  done: '{count, plural, one {Erledigt} other {# Aufgaben erledigt}}',
  dropped: '{count, plural, one {Verworfen} other {# Aufgaben verworfen}}',
  open: '{count, plural, one {Wieder geöffnet} other {# Aufgaben wieder geöffnet}}',
  renamed: 'Umbenannt',
  priority: '{count, plural, one {Priorität geändert} other {# Prioritäten geändert}}',
  due: '{count, plural, one {Fälligkeit gesetzt} other {# Fälligkeiten gesetzt}}',
  'due-removed': '{count, plural, one {Fälligkeit entfernt} other {# Fälligkeiten entfernt}}',
  deadline: '{count, plural, one {Frist gesetzt} other {# Fristen gesetzt}}',
  'deadline-removed': '{count, plural, one {Frist entfernt} other {# Fristen entfernt}}',
  duration: 'Dauer gesetzt',
  'duration-removed': 'Dauer entfernt',
  deleted: '{count, plural, one {Gelöscht} other {# Aufgaben gelöscht}}',
  restored: 'Wiederhergestellt',
  moved: '{count, plural, one {Verschoben} other {# Aufgaben verschoben}}',
  'moved-to': '{count, plural, one {Nach {list} verschoben} other {# Aufgaben nach {list} verschoben}}',
  label: 'Etikett hinzugefügt',
  'label-removed': 'Etikett entfernt',
  assigned: 'Zugewiesen',
  unassigned: 'Nicht mehr zugewiesen',
  notes: 'Notizen geändert',
  ticked: 'Abgehakt',
  unticked: 'Haken entfernt',
}
