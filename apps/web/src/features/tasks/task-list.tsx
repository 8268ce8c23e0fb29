import { Suspense, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import type { ListSort } from '@muster/core/contract/kinds.ts'
import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { fetchWhenIdle } from '../../lib/when-idle.ts'
import { useReplica, useLoaded, useOnline } from '../../replica/context.ts'
import { overList, Part } from '../../tab/part.tsx'
import { announce } from '../../ui/announcer.tsx'
import { MoreIcon, SortIcon } from '../../ui/icons.tsx'
import { taskActions } from './actions-in-order.ts'
import { AddButton } from './add-button.tsx'
import { AddField } from './add-field.tsx'
import { useHasTasks, useListRows, useSections } from './data.ts'
import type { ListMenuOf } from './list-menu.tsx'
import type { AddPlace, Shape } from './model/rows.ts'
import { TaskGrid, type GridHandle, type Structure } from './task-grid.tsx'
import { useStored } from './use-stored.ts'
import { useMayWrite } from './use-may-write.ts'
import { listName } from '../../lib/list-name.ts'
import { say } from '../../messages/page.ts'

const listMenu = () => import('./list-menu.tsx')
const ListMenu = lazyPart(() => listMenu().then((module) => module.ListMenu))
fetchWhenIdle(listMenu)
const ListEnd = lazyPart(() => import('./list-end.tsx').then((module) => module.ListEnd))

const usual: AddPlace = { parentId: null, sectionId: null, beforeId: null }
const nothing: readonly string[] = []
const under = ({ currentTarget }: { currentTarget: HTMLElement }) => {
  const { right, bottom } = currentTarget.getBoundingClientRect()
  return { x: right - 224, y: bottom + 4 }
}

/** One list: its tasks in sections, with subtasks. `onOpen` shows a task at large. */
export const TaskList = ({
  space,
  list,
  onOpen,
  editDialog,
}: {
  space: string
  list: ListDoc
  onOpen?: (space: string, id: string) => void
  /** Asks for name and look of the list; closes itself by the function it is given. */
  editDialog: (close: () => void) => ReactNode
}) => {
  const replica = useReplica()
  const loaded = useLoaded()
  const online = useOnline()
  const mayWrite = useMayWrite(space)
  const sections = useSections(space, list.id)
  const actions = useMemo(() => taskActions(replica), [replica])
  const [folded, setFolded] = useStored(`folded-${list.id}`, nothing)
  const [showDone, setShowDone] = useStored(`done-${list.id}`, false)
  // In a shared list it is one's own choice: what the list says is where everybody begins.
  const shared = space !== replica.person
  const [ownSort, setOwnSort] = useStored<ListSort | null>(`sort-${list.id}`, null)
  const sort = (shared ? ownSort : null) ?? list.sort
  const [add, setAdd] = useState(usual)
  const [editing, setEditing] = useState(false)
  const [menu, setMenu] = useState<ListMenuOf | null>(null)
  const grid = useRef<GridHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const folds = useMemo(() => new Set(folded), [folded])
  const shape = useMemo<Shape>(
    () => ({ sections, sort, folded: folds, showDone, add: mayWrite ? add : null }),
    [sections, sort, folds, showDone, add, mayWrite],
  )
  const rows = useListRows(space, list.id, shape)
  const some = useHasTasks(space, list.id)
  const empty = !some && sections.length === 0

  const onAddAt = useCallback((place: AddPlace | null) => setAdd(place ?? usual), [])
  const structure: Structure = {
    sections: useMemo(() => new Map(sections.map((one) => [one.id, one])), [sections]),
    manual: mayWrite && sort === 'manual',
    onFold: (key, shut) =>
      key === 'done' ? setShowDone(!shut) : setFolded(shut ? [...folded.filter((one) => one !== key), key].slice(-500) : folded.filter((one) => one !== key)),
    onAddAt,
    move: (ids, to) => actions.move(space, ids, list.id, to),
    addField: (current) => (
      <AddField
        view={list.id}
        field={field}
        current={current}
        parent={add.parentId}
        space={space}
        placeholder={say(add.parentId === null ? 'add' : 'add-sub')}
        onAdd={(tasks) => {
          // Whoever types on is not to see the field glide away from them.
          grid.current?.followAtOnce(true)
          actions.add(space, list.id, add, tasks)
          // Of many the step itself is told.
          if (tasks.length === 1) announce(say('added'))
          // Kept in view: the next one is typed right here, unless somebody has gone on to another row by then.
          requestAnimationFrame(() => {
            const { activeElement } = document
            const row = field.current?.closest('[role=row]')
            if (activeElement === document.body || row?.contains(activeElement)) row?.scrollIntoView({ block: 'nearest' })
          })
        }}
        onLeave={(escaped, empty) => {
          if (empty) {
            grid.current?.followAtOnce()
            setAdd(usual)
          }
          if (escaped) grid.current?.back()
        }}
      />
    ),
    section: mayWrite
      ? {
          rename: (id, name) => replica.transact(say('section-renamed'), [{ space, name: 'section.update@1', args: { id, set: { name } } }]),
          addTo: (id) => {
            grid.current?.followAtOnce()
            setAdd({ parentId: null, sectionId: id, beforeId: null })
            grid.current?.focus('add')
          },
          menu: (row, at) => setMenu({ at, what: row }),
        }
      : undefined,
  }
  const button = 'grid size-11 place-items-center rounded-md text-quiet hover:bg-hover hover:text-text lg:size-8'
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head">
        <h1 id="view-title" data-title className="min-w-0 flex-1 truncate text-xl font-semibold tracking-tight">
          {listName(list)}
        </h1>
        {(mayWrite || shared) && (
          <button
            aria-label={say('sort', { sort: say(`sort-${sort}`) })}
            aria-haspopup="menu"
            onClick={(event) => setMenu({ at: under(event), what: 'sort' })}
            className={sort === 'manual' ? button : 'flex h-11 items-center gap-1.5 rounded-md px-2 text-[13px] text-accent hover:bg-hover lg:h-8'}
          >
            <SortIcon />
            {sort !== 'manual' && say(`sort-${sort}`)}
          </button>
        )}
        <button aria-label={say('more-list')} aria-haspopup="menu" onClick={(event) => setMenu({ at: under(event), what: 'list' })} className={button}>
          <MoreIcon />
        </button>
      </header>
      {loaded || some ? (
        <TaskGrid label={say('tasks', { name: listName(list) })} rows={rows} structure={structure} onOpen={onOpen} handle={grid} />
      ) : (
        <p className="late page py-2 text-sm text-quiet">{say(online ? 'fetching' : 'away')}</p>
      )}
      <Suspense>{loaded && (showDone || empty) && <ListEnd space={space} list={list} empty={empty} showDone={showDone} grid={grid} />}</Suspense>
      {mayWrite && (
        <AddButton
          label={say('new')}
          onAdd={() => {
            grid.current?.followAtOnce()
            setAdd(usual)
            grid.current?.focus('add')
          }}
        />
      )}
      <Part of={menu ?? editing} look={overList}>
        {editing && editDialog(() => setEditing(false))}
        {menu && (
          <ListMenu
            space={space}
            list={list}
            sections={sections}
            mayWrite={mayWrite}
            sort={sort}
            setOwnSort={setOwnSort}
            onEdit={() => setEditing(true)}
            menu={menu}
            showDone={showDone}
            setShowDone={setShowDone}
            grid={grid}
            onClose={() => setMenu(null)}
          />
        )}
      </Part>
    </section>
  )
}
