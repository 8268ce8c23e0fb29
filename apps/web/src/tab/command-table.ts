/** Where a command is told of, in the order of the help. */
export const groups = ['anywhere', 'walk', 'edit', 'plan', 'finish', 'move', 'select'] as const
export interface CommandRow {
  readonly id: string
  /** What gives it, unless the person chose otherwise: keys as `Mod+Shift+z`, one after another as `g i`. */
  readonly keys: readonly string[]
  readonly group: (typeof groups)[number]
  /** Given in text fields, too. */
  readonly inFields?: boolean
}

/**
 * Every command with its keys; `command-text.ts` has its words. Help, menus, settings and the keyboard are readings of it; what a command does, and when it can,
 * say those who take it (`scopes.ts`).
 */
const table = [
  { id: 'add', keys: ['q'], group: 'anywhere' },
  { id: 'go-inbox', keys: ['g i'], group: 'anywhere' },
  { id: 'go-today', keys: ['g t'], group: 'anywhere' },
  { id: 'undo', keys: ['Mod+z'], group: 'anywhere' },
  { id: 'redo', keys: ['Mod+Shift+z', 'Mod+y'], group: 'anywhere' },
  { id: 'sidebar', keys: ['Mod+\\'], group: 'anywhere', inFields: true },
  { id: 'help', keys: ['?'], group: 'anywhere' },
  { id: 'down', keys: ['j', 'ArrowDown'], group: 'walk' },
  { id: 'up', keys: ['k', 'ArrowUp'], group: 'walk' },
  { id: 'first', keys: ['Home', 'Mod+Home'], group: 'walk' },
  { id: 'last', keys: ['End', 'Mod+End'], group: 'walk' },
  { id: 'page-down', keys: ['PageDown'], group: 'walk' },
  { id: 'page-up', keys: ['PageUp'], group: 'walk' },
  { id: 'open', keys: ['Enter'], group: 'walk' },
  { id: 'fold', keys: ['ArrowLeft'], group: 'walk' },
  { id: 'unfold', keys: ['ArrowRight'], group: 'walk' },
  { id: 'add-below', keys: ['a'], group: 'edit' },
  { id: 'add-above', keys: ['Shift+a'], group: 'edit' },
  { id: 'rename', keys: ['F2'], group: 'edit' },
  { id: 'menu', keys: ['Shift+F10', 'ContextMenu'], group: 'edit' },
  { id: 'schedule', keys: ['s'], group: 'plan' },
  { id: 'deadline', keys: ['d'], group: 'plan' },
  { id: 'priority-1', keys: ['p 1'], group: 'plan' },
  { id: 'priority-2', keys: ['p 2'], group: 'plan' },
  { id: 'priority-3', keys: ['p 3'], group: 'plan' },
  { id: 'priority-4', keys: ['p 4'], group: 'plan' },
  { id: 'priority-0', keys: ['p 0'], group: 'plan' },
  { id: 'label', keys: ['l'], group: 'plan' },
  { id: 'assign', keys: ['i'], group: 'plan' },
  { id: 'space', keys: ['Space'], group: 'finish' },
  { id: 'done', keys: ['e'], group: 'finish' },
  { id: 'drop', keys: ['Shift+e'], group: 'finish' },
  { id: 'trash', keys: ['Delete', 'Backspace'], group: 'finish' },
  { id: 'move-up', keys: ['Alt+ArrowUp'], group: 'move' },
  { id: 'move-down', keys: ['Alt+ArrowDown'], group: 'move' },
  { id: 'indent', keys: ['Mod+]', 'Alt+Shift+ArrowRight'], group: 'move' },
  { id: 'outdent', keys: ['Mod+[', 'Alt+Shift+ArrowLeft'], group: 'move' },
  { id: 'move', keys: ['m'], group: 'move' },
  { id: 'select', keys: ['x'], group: 'select' },
  { id: 'extend-down', keys: ['Shift+ArrowDown'], group: 'select' },
  { id: 'extend-up', keys: ['Shift+ArrowUp'], group: 'select' },
  { id: 'select-all', keys: ['Mod+a'], group: 'select' },
] as const satisfies readonly CommandRow[]
export type CommandId = (typeof table)[number]['id']

export const allCommands: readonly (CommandRow & { readonly id: CommandId })[] = table
