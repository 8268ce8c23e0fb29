import { useState } from 'react'
import { Menu } from '../../ui/menu.tsx'
import { commandIcon, type CommandId } from '../../tab/command-table.ts'
import { CrossIcon } from '../../ui/icons.tsx'
import { NamedIcon } from '../../ui/named-icon.tsx'
import { commandText } from '../../tab/command-text.ts'
import { say } from './say.ts'

/** Height of the menu of priorities on wide screens: px; it stands above its button. */
const menuPx = 180

/** Its commands, in words that have room beside each other; one asks for the priority before it is given. */
const shown = [
  { id: 'done', words: 'done', asks: undefined },
  { id: 'schedule', words: 'due', asks: 'dialog' },
  { id: 'priority-2', words: 'priority', asks: 'menu' },
  { id: 'label', words: 'labels', asks: 'dialog' },
  { id: 'move', words: 'move', asks: 'dialog' },
] as const
/** What can be done with all selected tasks, in thumb's reach. */
export const SelectionBar = ({ count, run, onClear }: { count: number; run: (command: CommandId) => void; onClear: () => void }) => {
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number } | null>(null)
  const button = 'flex min-h-11 min-w-11 shrink-0 items-center justify-center gap-1.5 rounded-md px-1.5 hover:bg-hover sm:px-2 lg:min-h-8'
  const iconButton = 'grid size-11 shrink-0 place-items-center rounded-md hover:bg-hover lg:size-8'
  return (
    <div
      role="toolbar"
      aria-label={say('selected')}
      className="selection flex flex-wrap items-center whitespace-nowrap rounded-lg border border-line bg-raised p-1 text-[13px] shadow-float"
    >
      <span className="min-w-6 px-1 text-center font-medium sm:px-2 tabular-nums">
        <span aria-hidden className="sm:hidden">
          {count}
        </span>
        <span className="max-sm:sr-only">{say('selected-count', { count })}</span>
      </span>
      {/* On a phone they are drawn alone. Where they need a line of their own all the same, the way out stands before them, beside the number. */}
      <div className="flex grow flex-wrap items-center justify-center">
        {shown.map(({ id, words, asks }) => (
          <button
            key={id}
            title={say(words)}
            aria-haspopup={asks}
            className={button}
            onClick={(event) => {
              if (asks !== 'menu') return run(id)
              const { left, top } = event.currentTarget.getBoundingClientRect()
              setMenu({ x: left, y: top - menuPx })
            }}
          >
            <span className="text-quiet">
              <NamedIcon name={commandIcon(id)} />
            </span>
            <span className="max-sm:sr-only">{say(words)}</span>
          </button>
        ))}
        <button aria-label={say('delete')} title={say('delete')} className={`${iconButton} text-alert`} onClick={() => run('trash')}>
          <NamedIcon name={commandIcon('trash')} />
        </button>
      </div>
      <button aria-label={say('clear')} title={say('clear')} className={`${iconButton} text-quiet max-sm:order-first`} onClick={onClear}>
        <CrossIcon />
      </button>
      {menu && (
        <Menu
          label={say('priority')}
          at={menu}
          onClose={() => setMenu(null)}
          items={([1, 2, 3, 4, 0] as const).map((one) => ({
            label: commandText(`priority-${one}`),
            icon: <NamedIcon name={commandIcon(`priority-${one}`)} />,
            run: () => run(`priority-${one}`),
          }))}
        />
      )}
    </div>
  )
}
