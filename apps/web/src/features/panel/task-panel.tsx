import { useState, type ReactNode } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { useReplica, useRow, useSpaces, useLoaded } from '../../replica/context.ts'
import { ChevronIcon, CrossIcon, MoreIcon } from '../../ui/icons.tsx'
import { Boundary } from '../../lib/boundary.tsx'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { ComingTask } from '../../tab/older.tsx'
import { commandIcon, type CommandId } from '../../tab/command-table.ts'
import { NamedIcon } from '../../ui/named-icon.tsx'
import { Circle } from '../../ui/task-marks.tsx'
import { NotesFirst } from './notes-first.tsx'
import { Notes } from './notes.tsx'
import { PanelFields } from './panel-fields.tsx'
import { PanelTitle } from './panel-title.tsx'
import { Subtasks } from './subtasks.tsx'
import { useTaskEdits } from './use-task-edits.ts'
import { momentText } from '../../lib/moment-text.ts'
import { useZone } from '../../lib/use-today.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { say } from './say.ts'

interface Props {
  readonly space: string
  readonly id: string
  readonly onClose: () => void
  readonly onOpen: (id: string) => void
  /** Asks where the task should go; closes itself by the function it is given. */
  readonly moveDialog: (close: () => void) => ReactNode
  readonly labelPicker: ReactNode
  readonly memberPicker: ReactNode
}
/** Whatever somebody wrote can spoil the part that shows it, and no more. */
const Part = ({ of, children }: { of: unknown; children: ReactNode }) => (
  <Boundary of={of} fallback={() => <p className="px-2 text-[13px] text-quiet">{say('broken')}</p>}>
    {children}
  </Boundary>
)
const iconButton = 'grid size-11 place-items-center rounded-md text-quiet hover:bg-hover hover:text-text lg:size-8'
const when = { dateStyle: 'medium', timeStyle: 'short' } as const

/** The tasks above one, the nearest first. */
const useAbove = (space: string, task: TaskDoc | undefined): readonly TaskDoc[] => {
  const replica = useReplica()
  const line: TaskDoc[] = []
  for (let id = task?.parentId ?? null; id !== null && line.length < limits.depth;) {
    const parent = replica.get(space, 'task', id)
    if (!parent) break
    line.push(parent)
    id = parent.parentId
  }
  return line
}

const Facts = ({ space, task }: { space: string; task: TaskDoc }) => {
  const { person } = useReplica()
  const zone = useZone()
  const maker = useRow(space, 'member', task.createdBy)
  const closer = useRow(space, 'member', task.completedBy ?? task.createdBy)
  const line = (what: 'added' | 'done' | 'dropped', at: string, id: string, name: string | undefined) => {
    const moment = momentText(when, at, zone)
    return <p>{id === person || !name ? say(what, { when: moment }) : say(`${what}-by`, { when: moment, name })}</p>
  }
  return (
    <footer className="px-2 pb-2 text-xs leading-5 text-quiet">
      {line('added', task.createdAt, task.createdBy, maker?.name)}
      {task.completedAt && line(task.status === 'done' ? 'done' : 'dropped', task.completedAt, task.completedBy ?? '', closer?.name)}
    </footer>
  )
}

const iconOf = (id: CommandId) => <NamedIcon name={commandIcon(id)} />

/** One task at large, everything of it edited in place. */
export const TaskPanel = ({ space, id, onClose, onOpen, moveDialog, labelPicker, memberPicker }: Props) => {
  const task = useRow(space, 'task', id)
  const role = useSpaces().find((one) => one.id === space)?.role ?? 'viewer'
  const loaded = useLoaded()
  const edits = useTaskEdits(space)
  const above = useAbove(space, task)
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number } | null>(null)
  const [moving, setMoving] = useState(false)

  const bar = (menuButton: ReactNode) => (
    <div className="flex h-11 shrink-0 items-center gap-1 px-2 lg:h-12 lg:border-b lg:border-line">
      {above[0] && (
        <button
          onClick={() => above[0] && onOpen(above[0].id)}
          className="flex min-h-11 min-w-0 items-center gap-1 rounded-md px-2 text-[13px] text-quiet hover:bg-hover hover:text-text lg:min-h-8"
        >
          <span className="rotate-180">
            <ChevronIcon />
          </span>
          <span data-title className="truncate">
            {above[0].title}
          </span>
        </button>
      )}
      <span className="flex-1" />
      {menuButton}
      <button aria-label={say('close')} onClick={onClose} className={iconButton}>
        <CrossIcon />
      </button>
    </div>
  )
  if (!task || task.deletedAt !== null)
    return (
      <>
        {bar(null)}
        <div className="flex flex-col items-center gap-3 px-6 py-14 text-center text-sm text-quiet">
          {task ? (
            <p>{say('trashed', { title: task.title })}</p>
          ) : loaded ? (
            <ComingTask key={id} space={space} id={id} coming={say('fetching')} />
          ) : (
            <p>{say('fetching')}</p>
          )}
          {task && can(role, 'write') && (
            <button onClick={() => edits.restore(id)} className="min-h-11 rounded-md bg-accent px-4 font-medium text-on-accent lg:min-h-8">
              {say('restore')}
            </button>
          )}
        </div>
      </>
    )
  const readOnly = !can(role, 'write')
  const open = task.status === 'open'
  const items: readonly MenuItem[] = [
    { label: say(open ? 'menu-complete' : 'menu-reopen'), icon: iconOf('done'), run: () => edits.setStatus(id, open ? 'done' : 'open') },
    ...(task.status === 'dropped' ? [] : [{ label: say('drop'), icon: iconOf('drop'), run: () => edits.setStatus(id, 'dropped') }]),
    { label: say('move'), icon: iconOf('move'), run: () => setMoving(true) },
    {
      label: say('delete'),
      icon: iconOf('trash'),
      danger: true,
      apart: true,
      run: () => {
        edits.remove(id)
        onClose()
      },
    },
  ]
  return (
    <>
      {bar(
        !readOnly && (
          <button
            aria-label={say('more')}
            aria-haspopup="menu"
            onClick={({ currentTarget }) => {
              const { right, bottom } = currentTarget.getBoundingClientRect()
              setMenu({ x: right - 224, y: bottom + 4 })
            }}
            className={iconButton}
          >
            <MoreIcon />
          </button>
        ),
      )}
      <div className="panel-body min-h-0 flex-1 space-y-4 overflow-auto overscroll-contain px-3 pb-[max(1rem,env(safe-area-inset-bottom))] pt-3">
        <div className="flex items-start gap-1">
          <button
            disabled={readOnly}
            aria-label={say(open ? 'complete' : 'reopen')}
            onClick={() => edits.setStatus(id, open ? 'done' : 'open')}
            className="-mt-1.5 grid size-11 shrink-0 place-items-center lg:mt-0 lg:size-8"
          >
            <Circle status={task.status} />
          </button>
          <div className="min-w-0 flex-1">
            <PanelTitle
              key={`${space}/${id}`}
              of={`${space}/${id}`}
              title={task.title}
              closed={!open}
              readOnly={readOnly}
              onRename={(title) => edits.set(id, { title }, sayStep('renamed'))}
            />
            {task.status === 'dropped' && <p className="text-[13px] text-quiet">{say('drop')}</p>}
          </div>
        </div>
        <Part of={task}>
          <PanelFields
            space={space}
            task={task}
            root={above.at(-1) ?? task}
            readOnly={readOnly}
            labelPicker={labelPicker}
            memberPicker={memberPicker}
            onMove={() => setMoving(true)}
          />
        </Part>
        <NotesFirst
          key={`${space}/${id}`}
          notes={(onStand) => (
            <section aria-label={say('notes-of')} className="border-t border-line pt-3">
              <Part of={task}>
                <Notes space={space} id={id} readOnly={readOnly} some={task.hasNotes} onStand={onStand} />
              </Part>
            </section>
          )}
        >
          <div className="border-t border-line pt-3">
            <Part of={task}>
              <Subtasks space={space} id={id} readOnly={readOnly} depth={above.length} made={task.createdAt} onOpen={onOpen} />
            </Part>
          </div>
          <Part of={task}>
            <Facts space={space} task={task} />
          </Part>
        </NotesFirst>
      </div>
      {menu && <Menu label={say('task')} at={menu} items={items} onClose={() => setMenu(null)} />}
      {moving && moveDialog(() => setMoving(false))}
    </>
  )
}
