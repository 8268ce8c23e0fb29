import { routes } from '../lib/routes.ts'

/** Where a command is told of, in the order of the help. */
export const groups = ['Anywhere', 'Through a list', 'Add and edit', 'Plan', 'Finish', 'Move', 'Select'] as const
export interface CommandWords {
  readonly id: string
  readonly words: string
  /** What gives it, unless the person chose otherwise: keys as `Mod+Shift+z`, one after another as `g i`. */
  readonly keys: readonly string[]
  readonly group: (typeof groups)[number]
  /** Given in text fields, too. */
  readonly inFields?: boolean
}

/**
 * Every command, in words, with its keys. Help, menus, settings and the keyboard are readings of it; what a command does, and when it can,
 * say those who take it (`scopes.ts`).
 */
const table = [
  { id: 'add', words: 'Add task', keys: ['q'], group: 'Anywhere' },
  { id: 'go-inbox', words: routes.inbox.title, keys: ['g i'], group: 'Anywhere' },
  { id: 'go-today', words: routes.today.title, keys: ['g t'], group: 'Anywhere' },
  { id: 'undo', words: 'Undo', keys: ['Mod+z'], group: 'Anywhere' },
  { id: 'redo', words: 'Redo', keys: ['Mod+Shift+z', 'Mod+y'], group: 'Anywhere' },
  { id: 'sidebar', words: 'Sidebar', keys: ['Mod+\\'], group: 'Anywhere', inFields: true },
  { id: 'help', words: 'This help', keys: ['?'], group: 'Anywhere' },
  { id: 'down', words: 'Down', keys: ['j', 'ArrowDown'], group: 'Through a list' },
  { id: 'up', words: 'Up', keys: ['k', 'ArrowUp'], group: 'Through a list' },
  { id: 'first', words: 'First', keys: ['Home', 'Mod+Home'], group: 'Through a list' },
  { id: 'last', words: 'Last', keys: ['End', 'Mod+End'], group: 'Through a list' },
  { id: 'page-down', words: 'Page down', keys: ['PageDown'], group: 'Through a list' },
  { id: 'page-up', words: 'Page up', keys: ['PageUp'], group: 'Through a list' },
  { id: 'open', words: 'Open', keys: ['Enter'], group: 'Through a list' },
  { id: 'fold', words: 'Fold', keys: ['ArrowLeft'], group: 'Through a list' },
  { id: 'unfold', words: 'Unfold', keys: ['ArrowRight'], group: 'Through a list' },
  { id: 'add-below', words: 'Add below', keys: ['a'], group: 'Add and edit' },
  { id: 'add-above', words: 'Add above', keys: ['Shift+a'], group: 'Add and edit' },
  { id: 'rename', words: 'Rename', keys: ['F2'], group: 'Add and edit' },
  { id: 'menu', words: 'Menu', keys: ['Shift+F10', 'ContextMenu'], group: 'Add and edit' },
  { id: 'schedule', words: 'Due day', keys: ['s'], group: 'Plan' },
  { id: 'deadline', words: 'Deadline', keys: ['d'], group: 'Plan' },
  { id: 'priority-1', words: 'Urgent', keys: ['p 1'], group: 'Plan' },
  { id: 'priority-2', words: 'High', keys: ['p 2'], group: 'Plan' },
  { id: 'priority-3', words: 'Medium', keys: ['p 3'], group: 'Plan' },
  { id: 'priority-4', words: 'Low', keys: ['p 4'], group: 'Plan' },
  { id: 'priority-0', words: 'No priority', keys: ['p 0'], group: 'Plan' },
  { id: 'label', words: 'Labels', keys: ['l'], group: 'Plan' },
  { id: 'assign', words: 'Assign', keys: ['i'], group: 'Plan' },
  { id: 'space', words: 'Done', keys: ['Space'], group: 'Finish' },
  { id: 'done', words: 'Done', keys: ['e'], group: 'Finish' },
  { id: 'drop', words: 'Won’t do', keys: ['Shift+e'], group: 'Finish' },
  { id: 'trash', words: 'Delete', keys: ['Delete', 'Backspace'], group: 'Finish' },
  { id: 'move-up', words: 'Up', keys: ['Alt+ArrowUp'], group: 'Move' },
  { id: 'move-down', words: 'Down', keys: ['Alt+ArrowDown'], group: 'Move' },
  { id: 'indent', words: 'In', keys: ['Mod+]', 'Alt+Shift+ArrowRight'], group: 'Move' },
  { id: 'outdent', words: 'Out', keys: ['Mod+[', 'Alt+Shift+ArrowLeft'], group: 'Move' },
  { id: 'move', words: 'Move to …', keys: ['m'], group: 'Move' },
  { id: 'select', words: 'Select', keys: ['x'], group: 'Select' },
  { id: 'extend-down', words: 'Extend down', keys: ['Shift+ArrowDown'], group: 'Select' },
  { id: 'extend-up', words: 'Extend up', keys: ['Shift+ArrowUp'], group: 'Select' },
  { id: 'select-all', words: 'All', keys: ['Mod+a'], group: 'Select' },
] as const satisfies readonly CommandWords[]
export type CommandId = (typeof table)[number]['id']

export const allCommands: readonly (CommandWords & { readonly id: CommandId })[] = table
