/** Where a command is told of, in the order of the help. */
export const groups = ['anywhere', 'walk', 'edit', 'plan', 'finish', 'move', 'select'] as const
export interface CommandRow {
  readonly id: string
  /** What it is drawn as, by the name of the drawing. */
  readonly icon: string
  /** What gives it, unless the person chose otherwise: keys as `Mod+Shift+z`, one after another as `g i`. */
  readonly keys: readonly string[]
  readonly group: (typeof groups)[number]
  /** Given in text fields, too. */
  readonly inFields?: boolean
}

/**
 * Every command with its keys and its icon; `command-text.ts` has its words. Help, menus, settings and the keyboard are readings of it; what a command does, and when it can,
 * say those who take it (`scopes.ts`).
 */
const table = [
  { id: 'add', icon: 'plus', keys: ['q'], group: 'anywhere' },
  { id: 'go-inbox', icon: 'inbox', keys: ['g i'], group: 'anywhere' },
  { id: 'go-today', icon: 'calendar', keys: ['g t'], group: 'anywhere' },
  { id: 'undo', icon: 'back', keys: ['Mod+z'], group: 'anywhere' },
  { id: 'redo', icon: 'forth', keys: ['Mod+Shift+z', 'Mod+y'], group: 'anywhere' },
  { id: 'sidebar', icon: 'bars', keys: ['Mod+\\'], group: 'anywhere', inFields: true },
  { id: 'help', icon: 'help', keys: ['?'], group: 'anywhere' },
  { id: 'down', icon: 'arrow-down', keys: ['j', 'ArrowDown'], group: 'walk' },
  { id: 'up', icon: 'arrow', keys: ['k', 'ArrowUp'], group: 'walk' },
  { id: 'first', icon: 'to-start', keys: ['Home', 'Mod+Home'], group: 'walk' },
  { id: 'last', icon: 'to-end', keys: ['End', 'Mod+End'], group: 'walk' },
  { id: 'page-down', icon: 'page-down', keys: ['PageDown'], group: 'walk' },
  { id: 'page-up', icon: 'page', keys: ['PageUp'], group: 'walk' },
  { id: 'open', icon: 'open', keys: ['Enter'], group: 'walk' },
  { id: 'fold', icon: 'chevron', keys: ['ArrowLeft'], group: 'walk' },
  { id: 'unfold', icon: 'chevron-down', keys: ['ArrowRight'], group: 'walk' },
  { id: 'add-below', icon: 'plus-below', keys: ['a'], group: 'edit' },
  { id: 'add-above', icon: 'plus-above', keys: ['Shift+a'], group: 'edit' },
  { id: 'rename', icon: 'pen', keys: ['F2'], group: 'edit' },
  { id: 'menu', icon: 'more', keys: ['Shift+F10', 'ContextMenu'], group: 'edit' },
  { id: 'schedule', icon: 'calendar', keys: ['s'], group: 'plan' },
  { id: 'deadline', icon: 'flag', keys: ['d'], group: 'plan' },
  { id: 'priority-1', icon: 'priority-1', keys: ['p 1'], group: 'plan' },
  { id: 'priority-2', icon: 'priority-2', keys: ['p 2'], group: 'plan' },
  { id: 'priority-3', icon: 'priority-3', keys: ['p 3'], group: 'plan' },
  { id: 'priority-4', icon: 'priority-4', keys: ['p 4'], group: 'plan' },
  { id: 'priority-0', icon: 'minus', keys: ['p 0'], group: 'plan' },
  { id: 'label', icon: 'tag', keys: ['l'], group: 'plan' },
  { id: 'assign', icon: 'person', keys: ['i'], group: 'plan' },
  { id: 'space', icon: 'check', keys: ['Space'], group: 'finish' },
  { id: 'done', icon: 'check', keys: ['e'], group: 'finish' },
  { id: 'drop', icon: 'cross', keys: ['Shift+e'], group: 'finish' },
  { id: 'trash', icon: 'trash', keys: ['Delete', 'Backspace'], group: 'finish' },
  { id: 'move-up', icon: 'arrow', keys: ['Alt+ArrowUp'], group: 'move' },
  { id: 'move-down', icon: 'arrow-down', keys: ['Alt+ArrowDown'], group: 'move' },
  { id: 'indent', icon: 'indent', keys: ['Mod+]', 'Alt+Shift+ArrowRight'], group: 'move' },
  { id: 'outdent', icon: 'outdent', keys: ['Mod+[', 'Alt+Shift+ArrowLeft'], group: 'move' },
  { id: 'move', icon: 'send', keys: ['m'], group: 'move' },
  { id: 'select', icon: 'box', keys: ['x'], group: 'select' },
  { id: 'extend-down', icon: 'extend-down', keys: ['Shift+ArrowDown'], group: 'select' },
  { id: 'extend-up', icon: 'extend', keys: ['Shift+ArrowUp'], group: 'select' },
  { id: 'select-all', icon: 'boxes', keys: ['Mod+a'], group: 'select' },
] as const satisfies readonly CommandRow[]
export type CommandId = (typeof table)[number]['id']

type CommandIcon = (typeof table)[number]['icon']

export const allCommands: readonly (CommandRow & { readonly id: CommandId; readonly icon: CommandIcon })[] = table
const icons: ReadonlyMap<CommandId, CommandIcon> = new Map(table.map(({ id, icon }) => [id, icon]))
/** The name of the drawing of a command. */
export const commandIcon = (id: CommandId): CommandIcon => icons.get(id) ?? 'more'
