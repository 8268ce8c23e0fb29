import { useCallback, useMemo, useRef, useState } from 'react'
import { listSorts, type ListSort } from '@muster/core/contract/kinds.ts'
import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { rememberFields } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica, useSync } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { MoreIcon, PlusIcon, SortIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { taskActions } from './actions.ts'
import { AddField } from './add-field.tsx'
import { useSections, useTree } from './data.ts'
import { EmptyList } from './empty-list.tsx'
import { flatten, sectionKey, type AddPlace, type SectionRow } from './model/rows.ts'
import { TaskGrid, type GridHandle, type Structure } from './task-grid.tsx'
import { useKept } from './use-kept.ts'

interface At {
  readonly x: number
  readonly y: number
}
const sortWords: Readonly<Record<ListSort, string>> = { manual: 'By hand', due: 'Due day', priority: 'Priority', title: 'Title', created: 'Newest first' }
const usual: AddPlace = { parentId: null, sectionId: null, beforeId: null }
const nothing: readonly string[] = []
const under = ({ currentTarget }: { currentTarget: HTMLElement }): At => {
  const { right, bottom } = currentTarget.getBoundingClientRect()
  return { x: right - 224, y: bottom + 4 }
}

/** One list: its tasks in sections, with subtasks. `onOpen` shows a task at large. */
export const TaskList = ({ space, list, onOpen }: { space: string; list: ListDoc; onOpen?: (space: string, id: string) => void }) => {
  const replica = useReplica()
  const { loaded, online } = useSync()
  const tree = useTree(space)
  const sections = useSections(space, list.id)
  const actions = useMemo(() => taskActions(replica), [replica])
  const [folded, setFolded] = useKept(`muster-folded-${list.id}`, nothing)
  const [showDone, setShowDone] = useKept(`muster-done-${list.id}`, false)
  const [add, setAdd] = useState(usual)
  const [menu, setMenu] = useState<{ readonly at: At; readonly what: 'sort' | 'list' | SectionRow } | null>(null)
  const grid = useRef<GridHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const rows = useMemo(
    () => flatten(tree, list.id, { sections, sort: list.sort, folded: new Set(folded), showDone, add }),
    [tree, list.id, list.sort, sections, folded, showDone, add],
  )
  const total = tree.inList(list.id).length

  const sectionPlace = (index: number, moving?: string) => {
    const others = sections.filter(({ id }) => id !== moving)
    const { orders, rekey } = placeAmong(others, index, 1, () => newId().slice(-3))
    return { order: orders[0] ?? 'a0', rekey }
  }
  const addSection = () => {
    const id = newId()
    grid.current?.own()
    const { order } = sectionPlace(sections.length)
    replica.mutate(space, 'section.create@1', { id, listId: list.id, name: 'New section', order })
    grid.current?.edit(sectionKey(id))
  }
  const moveSection = (id: string, by: 1 | -1) => {
    const section = sections.find((one) => one.id === id)
    const to = sections.findIndex((one) => one.id === id) + by
    if (!section || to < 0 || to >= sections.length) return
    grid.current?.own()
    const { order, rekey } = sectionPlace(to, id)
    replica.mutate(space, 'section.update@1', { id, set: { order }, ...(rekey.length > 0 ? { rekey } : {}) })
    rememberFields('Section moved', space, 'section', id, { order: { expect: order, to: section.order } })
    announce('Section moved')
  }
  const setSort = (sort: ListSort) => {
    if (sort === list.sort) return
    grid.current?.own()
    replica.mutate(space, 'list.update@1', { id: list.id, set: { sort } })
    rememberFields('Sorted', space, 'list', list.id, { sort: { expect: sort, to: list.sort } })
  }
  const onAddAt = useCallback((place: AddPlace | null) => setAdd(place ?? usual), [])
  const structure: Structure = {
    sections: useMemo(() => new Map(sections.map((one) => [one.id, one])), [sections]),
    manual: list.sort === 'manual',
    onFold: (key, shut) =>
      key === 'done' ? setShowDone(!shut) : setFolded(shut ? [...folded.filter((one) => one !== key), key].slice(-500) : folded.filter((one) => one !== key)),
    onAddAt,
    move: (ids, to) => actions.move(space, ids, list.id, to),
    addField: (current) => (
      <AddField
        view={list.id}
        field={field}
        current={current}
        placeholder={add.parentId !== null ? 'Add subtask' : 'Add task'}
        onAdd={(tasks) => {
          grid.current?.own()
          actions.add(space, list.id, add, tasks)
          announce(tasks.length === 1 ? 'Added' : `${tasks.length} tasks added`)
          // Kept in view: the next one is typed right here.
          requestAnimationFrame(() => field.current?.closest('[role=row]')?.scrollIntoView({ block: 'nearest' }))
        }}
        onLeave={(escaped, empty) => {
          if (escaped) field.current?.blur()
          if (empty) setAdd(usual)
        }}
      />
    ),
    section: {
      rename: (id, name) => {
        const section = sections.find((one) => one.id === id)
        replica.mutate(space, 'section.update@1', { id, set: { name } })
        if (section) rememberFields('Section renamed', space, 'section', id, { name: { expect: name, to: section.name } })
      },
      addTo: (id) => {
        grid.current?.own()
        setAdd({ parentId: null, sectionId: id, beforeId: null })
        grid.current?.focus('add')
      },
      menu: (row, at) => setMenu({ at, what: row }),
    },
  }
  const items = (): readonly MenuItem[] => {
    if (!menu) return []
    if (menu.what === 'sort') return listSorts.map((sort) => ({ label: sortWords[sort], checked: sort === list.sort, run: () => setSort(sort) }))
    if (menu.what === 'list')
      return [
        { label: 'Add section', run: addSection },
        {
          label: showDone ? 'Hide done' : 'Show done',
          run: () => {
            grid.current?.own()
            setShowDone(!showDone)
          },
        },
      ]
    const { id, key } = menu.what
    return [
      { label: 'Rename', keys: 'F2', run: () => grid.current?.edit(key) },
      { label: 'Move up', run: () => moveSection(id, -1) },
      { label: 'Move down', run: () => moveSection(id, 1) },
      {
        label: 'Delete section',
        danger: true,
        apart: true,
        run: () => {
          grid.current?.own()
          replica.mutate(space, 'section.delete@1', { id })
          rememberFields('Section deleted', space, 'section', id, { deletedAt: { expect: new Date().toISOString(), to: null } })
        },
      },
    ]
  }
  const button = 'grid size-11 place-items-center rounded-md text-quiet hover:bg-hover hover:text-text lg:size-8'
  return (
    <section aria-labelledby="view-title" className="view pb-28 pl-1 pr-2 pt-3 lg:px-8 lg:pt-6">
      <header className="mb-2 flex items-center pl-4 lg:pl-6">
        <h1 id="view-title" className="min-w-0 flex-1 truncate text-xl font-semibold tracking-tight lg:pl-2">
          {list.name}
        </h1>
        <button
          aria-label={`Sort: ${sortWords[list.sort]}`}
          aria-haspopup="menu"
          onClick={(event) => setMenu({ at: under(event), what: 'sort' })}
          className={list.sort === 'manual' ? button : 'flex h-11 items-center gap-1.5 rounded-md px-2 text-[13px] text-accent hover:bg-hover lg:h-8'}
        >
          <SortIcon />
          {list.sort !== 'manual' && sortWords[list.sort]}
        </button>
        <button aria-label="More about this list" aria-haspopup="menu" onClick={(event) => setMenu({ at: under(event), what: 'list' })} className={button}>
          <MoreIcon />
        </button>
      </header>
      {loaded || total > 0 ? (
        <TaskGrid label={`Tasks in ${list.name}`} rows={rows} structure={structure} onOpen={onOpen} handle={grid} />
      ) : (
        <p className="py-10 text-center text-sm text-quiet">
          {online ? 'Fetching your tasks …' : 'The server cannot be reached. Your tasks come as soon as it can.'}
        </p>
      )}
      {loaded && total === 0 && sections.length === 0 && <EmptyList inbox={list.inbox} onAdd={() => grid.current?.focus('add')} />}
      <button
        aria-label="New task"
        onClick={() => {
          setAdd(usual)
          grid.current?.focus('add')
        }}
        className="fixed bottom-[calc(var(--bar)+1rem)] right-4 z-[5] grid size-14 place-items-center rounded-full bg-accent text-on-accent shadow-float lg:hidden"
      >
        <span className="scale-150">
          <PlusIcon />
        </span>
      </button>
      {menu && (
        <Menu label={menu.what === 'sort' ? 'Sort' : menu.what === 'list' ? 'List' : 'Section'} at={menu.at} items={items()} onClose={() => setMenu(null)} />
      )}
    </section>
  )
}
