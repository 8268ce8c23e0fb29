/** What is said of a step that was taken back, or done again. */
export const undo = {
  undone: 'Undone: {step}',
  redone: 'Done again: {step}',
  'undone-but': '{count, plural, one {Undone, but for # changed since: {step}} other {Undone, but for # changed since: {step}}}',
  'redone-but': '{count, plural, one {Done again, but for # changed since: {step}} other {Done again, but for # changed since: {step}}}',
  'none-undone': '{count, plural, one {Nothing was undone: # was changed since} other {Nothing was undone: # were changed since}}',
  'none-redone': '{count, plural, one {Nothing was done again: # was changed since} other {Nothing was done again: # were changed since}}',
  'gone-undone': 'It is gone: nothing was undone',
  'gone-redone': 'It is gone: nothing was done again',
  'nothing-undone': 'Nothing was undone.',
  'nothing-redone': 'Nothing was done again.',
  'rest-undone': 'The rest was undone.',
  'rest-redone': 'The rest was done again.',
  'by-title': '{who, select, me {You have renamed it since.} somebody {Somebody has renamed it since.} other {{name} has renamed it since.}}',
  'by-status':
    '{who, select, me {You have completed or reopened it since.} somebody {Somebody has completed or reopened it since.} other {{name} has completed or reopened it since.}}',
  'by-priority':
    '{who, select, me {You have changed its priority since.} somebody {Somebody has changed its priority since.} other {{name} has changed its priority since.}}',
  'by-due': '{who, select, me {You have rescheduled it since.} somebody {Somebody has rescheduled it since.} other {{name} has rescheduled it since.}}',
  'by-deadline':
    '{who, select, me {You have changed its deadline since.} somebody {Somebody has changed its deadline since.} other {{name} has changed its deadline since.}}',
  'by-duration':
    '{who, select, me {You have changed its duration since.} somebody {Somebody has changed its duration since.} other {{name} has changed its duration since.}}',
  'by-labels':
    '{who, select, me {You have changed its labels since.} somebody {Somebody has changed its labels since.} other {{name} has changed its labels since.}}',
  'by-assignees':
    '{who, select, me {You have assigned it anew since.} somebody {Somebody has assigned it anew since.} other {{name} has assigned it anew since.}}',
  'by-notes':
    '{who, select, me {You have changed its notes since.} somebody {Somebody has changed its notes since.} other {{name} has changed its notes since.}}',
  'by-place': '{who, select, me {You have moved it since.} somebody {Somebody has moved it since.} other {{name} has moved it since.}}',
  'by-trash':
    '{who, select, me {You have deleted or restored it since.} somebody {Somebody has deleted or restored it since.} other {{name} has deleted or restored it since.}}',
  'by-merged': '{who, select, me {You have merged it since.} somebody {Somebody has merged it since.} other {{name} has merged it since.}}',
  'by-color': '{who, select, me {You have recoloured it since.} somebody {Somebody has recoloured it since.} other {{name} has recoloured it since.}}',
  'by-emoji':
    '{who, select, me {You have changed its emoji since.} somebody {Somebody has changed its emoji since.} other {{name} has changed its emoji since.}}',
  'by-sort': '{who, select, me {You have sorted it since.} somebody {Somebody has sorted it since.} other {{name} has sorted it since.}}',
  'by-other': '{who, select, me {You have changed it since.} somebody {Somebody has changed it since.} other {{name} has changed it since.}}',
  'by-several':
    '{who, select, me {You have changed it in several ways since.} somebody {Somebody has changed it in several ways since.} other {{name} has changed it in several ways since.}}',
} as const
