import type { undo as english } from '../en/undo.ts'
import type { Translated } from '../texts.ts'

export const undo: Translated<typeof english> = {
  undone: 'Rückgängig: {step}',
  redone: 'Wiederholt: {step}',
  'undone-but': '{count, plural, one {Rückgängig gemacht, außer # seitdem Geändertem: {step}} other {Rückgängig gemacht, außer # seitdem Geänderten: {step}}}',
  'redone-but': '{count, plural, one {Wiederholt, außer # seitdem Geändertem: {step}} other {Wiederholt, außer # seitdem Geänderten: {step}}}',
  'none-undone':
    '{count, plural, one {Nichts wurde rückgängig gemacht: # wurde seitdem geändert} other {Nichts wurde rückgängig gemacht: # wurden seitdem geändert}}',
  'none-redone': '{count, plural, one {Nichts wurde wiederholt: # wurde seitdem geändert} other {Nichts wurde wiederholt: # wurden seitdem geändert}}',
  'gone-undone': 'Es ist weg: nichts wurde rückgängig gemacht',
  'gone-redone': 'Es ist weg: nichts wurde wiederholt',
  'nothing-undone': 'Nichts wurde rückgängig gemacht.',
  'nothing-redone': 'Nichts wurde wiederholt.',
  'rest-undone': 'Das Übrige wurde rückgängig gemacht.',
  'rest-redone': 'Das Übrige wurde wiederholt.',
  'by-title': '{who, select, me {Du hast es seitdem umbenannt.} somebody {Jemand hat es seitdem umbenannt.} other {{name} hat es seitdem umbenannt.}}',
  'by-status':
    '{who, select, me {Du hast es seitdem erledigt oder wieder geöffnet.} somebody {Jemand hat es seitdem erledigt oder wieder geöffnet.} other {{name} hat es seitdem erledigt oder wieder geöffnet.}}',
  'by-priority':
    '{who, select, me {Du hast es seitdem anders gewichtet.} somebody {Jemand hat es seitdem anders gewichtet.} other {{name} hat es seitdem anders gewichtet.}}',
  'by-due':
    '{who, select, me {Du hast es seitdem anders geplant.} somebody {Jemand hat es seitdem anders geplant.} other {{name} hat es seitdem anders geplant.}}',
  'by-deadline':
    '{who, select, me {Du hast es seitdem mit anderer Frist versehen.} somebody {Jemand hat es seitdem mit anderer Frist versehen.} other {{name} hat es seitdem mit anderer Frist versehen.}}',
  'by-duration':
    '{who, select, me {Du hast es seitdem in der Dauer geändert.} somebody {Jemand hat es seitdem in der Dauer geändert.} other {{name} hat es seitdem in der Dauer geändert.}}',
  'by-labels':
    '{who, select, me {Du hast es seitdem anders etikettiert.} somebody {Jemand hat es seitdem anders etikettiert.} other {{name} hat es seitdem anders etikettiert.}}',
  'by-assignees':
    '{who, select, me {Du hast es seitdem neu zugewiesen.} somebody {Jemand hat es seitdem neu zugewiesen.} other {{name} hat es seitdem neu zugewiesen.}}',
  'by-notes':
    '{who, select, me {Du hast seitdem die Notizen geändert.} somebody {Jemand hat seitdem die Notizen geändert.} other {{name} hat seitdem die Notizen geändert.}}',
  'by-place': '{who, select, me {Du hast es seitdem verschoben.} somebody {Jemand hat es seitdem verschoben.} other {{name} hat es seitdem verschoben.}}',
  'by-trash':
    '{who, select, me {Du hast es seitdem gelöscht oder wiederhergestellt.} somebody {Jemand hat es seitdem gelöscht oder wiederhergestellt.} other {{name} hat es seitdem gelöscht oder wiederhergestellt.}}',
  'by-merged':
    '{who, select, me {Du hast es seitdem zusammengelegt.} somebody {Jemand hat es seitdem zusammengelegt.} other {{name} hat es seitdem zusammengelegt.}}',
  'by-color': '{who, select, me {Du hast es seitdem umgefärbt.} somebody {Jemand hat es seitdem umgefärbt.} other {{name} hat es seitdem umgefärbt.}}',
  'by-emoji':
    '{who, select, me {Du hast es seitdem mit anderem Emoji versehen.} somebody {Jemand hat es seitdem mit anderem Emoji versehen.} other {{name} hat es seitdem mit anderem Emoji versehen.}}',
  'by-sort':
    '{who, select, me {Du hast es seitdem anders geordnet.} somebody {Jemand hat es seitdem anders geordnet.} other {{name} hat es seitdem anders geordnet.}}',
  'by-other': '{who, select, me {Du hast es seitdem geändert.} somebody {Jemand hat es seitdem geändert.} other {{name} hat es seitdem geändert.}}',
  'by-several':
    '{who, select, me {Du hast es seitdem mehrfach geändert.} somebody {Jemand hat es seitdem mehrfach geändert.} other {{name} hat es seitdem mehrfach geändert.}}',
}
