import { useMemo, useState } from 'react'
import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { ListDoc, SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { foldName } from '@muster/core/domain/label-name-id.ts'
import { useMine, useRows } from '../../replica/context.ts'
import { DateBox } from '../../ui/date-box.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useToday, useZone } from '../../lib/use-today.ts'

interface Target {
  readonly list: ListDoc
  readonly section: SectionDoc | null
}
/** Where to? Type a part of the name; arrows and Enter choose. */
export const MoveDialog = ({
  space,
  count,
  onMove,
  onClose,
}: {
  space: string
  count: number
  onMove: (listId: string, sectionId: string | null, name: string) => void
  onClose: () => void
}) => {
  const lists = useRows(space, 'list')
  const sections = useRows(space, 'section')
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const targets = useMemo<readonly Target[]>(() => {
    const inboxFirst = lists.toSorted((a, b) => Number(b.inbox) - Number(a.inbox))
    return inboxFirst.flatMap((list) => [{ list, section: null }, ...sections.filter((one) => one.listId === list.id).map((section) => ({ list, section }))])
  }, [lists, sections])
  const words = foldName(text)
  const found = targets.filter(({ list, section }) => foldName(`${list.name} ${section?.name ?? ''}`).includes(words))
  const chosen = found[Math.min(at, found.length - 1)]
  const take = ({ list, section }: Target) => {
    onClose()
    onMove(list.id, section?.id ?? null, section ? `${list.name}, ${section.name}` : list.name)
  }
  return (
    <Dialog label={count === 1 ? 'Move the task to' : `Move ${count} tasks to`} onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-label="Move to"
        aria-expanded="true"
        aria-controls="move-targets"
        aria-activedescendant={chosen ? `to-${chosen.section?.id ?? chosen.list.id}` : undefined}
        placeholder={count === 1 ? 'Move to …' : `Move ${count} tasks to …`}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (by !== 0) setAt((now) => (Math.min(now, found.length - 1) + by + found.length) % Math.max(1, found.length))
          if (event.key === 'Enter' && chosen) take(chosen)
          if (by !== 0 || event.key === 'Enter') event.preventDefault()
        }}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base !outline-none placeholder:text-quiet lg:text-sm"
      />
      <ul id="move-targets" role="listbox" aria-label="Lists" className="max-h-[50dvh] overflow-auto overscroll-contain p-1">
        {found.map((target) => (
          <li
            key={target.section?.id ?? target.list.id}
            id={`to-${target.section?.id ?? target.list.id}`}
            role="option"
            aria-selected={target === chosen}
            onClick={() => take(target)}
            onPointerMove={() => setAt(found.indexOf(target))}
            ref={(element) => {
              if (target === chosen) element?.scrollIntoView({ block: 'nearest' })
            }}
            className={`flex min-h-11 cursor-pointer items-center gap-2 rounded-md px-3 text-base lg:min-h-8 lg:text-[13px] ${target === chosen ? 'bg-hover' : ''} ${target.section ? 'pl-9 text-quiet' : ''}`}
          >
            {!target.section && <span aria-hidden className="size-2 rounded-full" style={{ background: `var(--c-${target.list.color})` }} />}
            <span className="truncate">{target.section?.name ?? target.list.name}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-4 py-6 text-center text-sm text-quiet">No list has this in its name.</p>}
    </Dialog>
  )
}

/** The due day of one or many tasks, with a time if wanted. */
export const DueDialog = ({ due, onSet, onClose }: { due: Day | null; onSet: (due: Day | null) => void; onClose: () => void }) => {
  const today = useToday()
  const zone = useZone()
  const mine = useMine()
  return (
    <Dialog label="Due day" narrow onClose={onClose}>
      <div className="p-2">
        <DateBox
          value={due}
          today={today}
          zone={zone}
          firstDay={mine?.firstDay ?? 1}
          onSet={(day) => {
            onClose()
            onSet(day)
          }}
        />
      </div>
    </Dialog>
  )
}

const sheet: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Go',
    [
      ['j k ↑ ↓', 'Next, previous'],
      ['Home End', 'First, last'],
      ['Enter', 'Open'],
      ['← →', 'Fold, unfold'],
      ['Tab', 'Leave the list'],
    ],
  ],
  [
    'Add and edit',
    [
      ['q', 'Add task'],
      ['a', 'Add below'],
      ['A', 'Add above'],
      ['F2', 'Rename'],
      ['s', 'Due day'],
      ['p then 1–4, 0', 'Priority'],
    ],
  ],
  [
    'Finish',
    [
      ['Space e', 'Done'],
      ['Shift+E', 'Won’t do'],
      ['Del', 'Delete'],
      ['Ctrl+Z', 'Undo'],
    ],
  ],
  [
    'Move',
    [
      ['Alt+↑ ↓', 'Up, down'],
      ['Ctrl+] [', 'Indent, outdent'],
      ['m', 'Move to …'],
    ],
  ],
  [
    'Select',
    [
      ['x', 'Select'],
      ['Shift+↑ ↓', 'Extend'],
      ['Ctrl+A', 'All'],
      ['Esc', 'Clear'],
    ],
  ],
]
/** Every key of the list. */
export const HelpSheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog label="Keyboard" onClose={onClose}>
    <div className="flex items-center justify-between border-b border-line px-4 py-2">
      <h2 className="text-sm font-semibold">Keyboard</h2>
      <button autoFocus aria-label="Close" onClick={onClose} className="grid size-8 place-items-center rounded-md text-quiet hover:bg-hover">
        ×
      </button>
    </div>
    <div className="grid max-h-[65dvh] gap-x-8 gap-y-4 overflow-auto p-4 sm:grid-cols-2">
      {sheet.map(([title, keys]) => (
        <section key={title}>
          <h3 className="mb-1 text-xs font-medium text-quiet">{title}</h3>
          <dl>
            {keys.map(([key, what]) => (
              <div key={key} className="flex items-center justify-between gap-4 py-0.5 text-[13px]">
                <dt>{what}</dt>
                <dd className="text-quiet">
                  <kbd className="font-sans">{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
)
