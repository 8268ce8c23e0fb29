import { Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { store, recallJson } from '../../lib/browser-storage.ts'
import { isComposing } from '../../lib/composing.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { listAddress, spaceAddress } from '../../lib/addresses.ts'
import { Link } from '../../lib/link.tsx'
import { go } from '../../lib/router.ts'
import { useRows } from '../../replica/context.ts'
import { useOpenCounts } from '../../replica/use-counts.ts'
import { useRoom } from '../../replica/use-room.ts'
import type { MySpace } from '../../replica/replica.ts'
import { addHere } from '../../tab/add-here.ts'
import { leaveList } from '../../tab/leave-list.ts'
import { useLongDraft } from '../../tab/long-draft.ts'
import { announce } from '../../ui/announcer.tsx'
import { Dot } from '../../ui/dot.tsx'
import { ChevronIcon, PlusIcon } from '../../ui/icons.tsx'
import { FolderIcon, NewFolderIcon, PeopleIcon } from '../../ui/more-icons.tsx'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import type { Dragged } from './drag.ts'
import { dropSpot, layoutOf, stepSpot, type Entry } from './model/layout.ts'
import { MoreButton } from './more-button.tsx'
import { NameField } from './name-field.tsx'
import { SideRow } from './side-row.tsx'
import { say } from './say.ts'
import { useListEdits } from './use-list-edits.ts'

const ListDialog = lazyPart(() => import('./list-dialog.tsx').then((module) => module.ListDialog))

type Row = ListDoc | FolderDoc
interface Line {
  readonly id: string
  readonly where: 'before' | 'after' | 'into'
}
/** A field that gets the focus brings a touch keyboard with it: only with a mouse it does so by itself. */
const fine = matchMedia('(pointer: fine)')

/** The lists and folders of one space: made, renamed, arranged by drag or Alt and arrows, deleted. */
export const SpaceLists = ({
  space,
  current,
  onLeave,
}: {
  space: MySpace
  current: string
  /** It has led to another view. */
  onLeave: () => void
}) => {
  const lists = useRows(space.id, 'list')
  const folders = useRows(space.id, 'folder')
  const counts = useOpenCounts(space.id)
  const room = [useRoom(space.id, 'list'), useRoom(space.id, 'folder')].filter((words) => words !== null).join(' ')
  const layout = useMemo(() => layoutOf(lists, folders), [lists, folders])
  const edits = useListEdits(space.id, layout)
  const slot = `folders-${space.id}`
  const [folded, setFolded] = useState(() => recallJson<readonly string[]>(slot, []))
  const draft = useLongDraft(`draft-list-${space.id}`, limits.name, true)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [editing, setEditing] = useState<ListDoc | null>(null)
  const [menu, setMenu] = useState<{ readonly row: Row; readonly at: { readonly x: number; readonly y: number } } | null>(null)
  const [line, setLine] = useState<Line | null>(null)
  /** Which row has the focus once what was done is drawn; the field for new lists where there is none. */
  const [wanted, focusRow] = useState<{ readonly id: string | undefined } | null>(null)
  const nav = useRef<HTMLElement>(null)
  const shut = useMemo(() => new Set(folded), [folded])
  const canWrite = can(space.role, 'write')

  const fold = (id: string, to: boolean) => {
    const now = to ? [...folded.filter((one) => one !== id), id] : folded.filter((one) => one !== id)
    setFolded(now)
    store(slot, JSON.stringify(now))
  }
  // Not a frame later: whoever is quicker than it would lose the focus again.
  useLayoutEffect(() => {
    if (!wanted) return
    const row = wanted.id === undefined ? null : nav.current?.querySelector<HTMLElement>(`[data-row="${wanted.id}"] :is(a, button)`)
    ;(row ?? (fine.matches ? nav.current?.querySelector<HTMLElement>('form input') : null))?.focus()
  }, [wanted])
  const renamed = (id: string) => (byKey: boolean) => {
    setRenaming(null)
    if (byKey) focusRow({ id })
  }
  /** What was made is opened, ready for its first task: the next letter that is typed belongs to it. */
  const openMade = (id: string) => {
    flushSync(() => {
      go(listAddress({ id, inbox: false }))
      onLeave()
    })
    if (fine.matches) addHere()
  }
  const step = (row: Row, by: 1 | -1) => {
    const spot = stepSpot(layout, row.id, by, shut)
    if (!spot) return
    edits.move(row, spot)
    announce(say('moved'))
    focusRow({ id: row.id })
  }
  const onKeyDown = (row: Row) => (event: KeyboardEvent) => {
    if (!canWrite || isComposing(event)) return
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    const acts = (event.altKey && by !== 0) || event.key === 'F2' || event.key === 'Delete'
    if (!acts) return
    event.preventDefault()
    event.stopPropagation()
    if (by !== 0) step(row, by)
    else if (event.key === 'F2') setRenaming(row.id)
    else remove(row)
  }
  const remove = (row: Row) => {
    const all = [...(nav.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].map((line) => line.dataset['row'])
    const at = all.indexOf(row.id)
    focusRow({ id: all[at + 1] ?? all[at - 1] })
    edits.remove(row)
    if (row.kind === 'list' && location.pathname === listAddress(row)) leaveList(row.id)
  }
  const items = (): readonly MenuItem[] => {
    if (!menu) return []
    const { row } = menu
    return [
      { label: say('rename'), keys: 'F2', run: () => setRenaming(row.id) },
      ...(row.kind === 'list' ? [{ label: say('edit'), run: () => setEditing(row) }] : []),
      ...(stepSpot(layout, row.id, -1, shut) ? [{ label: say('move-up'), keys: 'Alt+↑', run: () => step(row, -1) }] : []),
      ...(stepSpot(layout, row.id, 1, shut) ? [{ label: say('move-down'), keys: 'Alt+↓', run: () => step(row, 1) }] : []),
      { label: say(row.kind === 'list' ? 'delete-list' : 'delete-folder'), keys: say('delete-key'), danger: true, apart: true, run: () => remove(row) },
    ]
  }
  useEffect(() => {
    const root = nav.current
    if (!root || !canWrite) return
    let stop = () => {}
    let gone = false
    // The code comes when a pointer does; without it the keys and the menu still move lists.
    const load = () =>
      void import('./drag.ts').then(
        ({ dragAndDrop }) => {
          if (gone) return
          const stops = [...root.querySelectorAll<HTMLElement>('[data-row]')].map((element) => {
            const { row: id = '', kind } = element.dataset
            const row: Dragged = { id, kind: kind === 'folder' ? 'folder' : 'list' }
            return dragAndDrop(element, space.id, row, {
              over: (dragged, part) => {
                const spot = dropSpot(layout, dragged, id, part)
                setLine(spot === null ? null : { id, where: spot.folderId === id ? 'into' : part < 0.5 ? 'before' : 'after' })
              },
              leave: () => setLine(null),
              drop: (dragged, part) => {
                const spot = dropSpot(layout, dragged, id, part)
                const moved = lists.find((one) => one.id === dragged.id) ?? folders.find((one) => one.id === dragged.id)
                if (spot && moved) edits.move(moved, spot)
              },
            })
          })
          stop = () => {
            for (const one of stops) one()
          }
        },
        () => {},
      )
    if (root.matches(':hover')) load()
    root.addEventListener('pointerenter', load, { once: true })
    return () => {
      gone = true
      stop()
      root.removeEventListener('pointerenter', load)
    }
  }, [layout, lists, folders, edits, space.id, canWrite, renaming, folded])

  const lineAt = (id: string) => (line?.id === id && line.where !== 'into' ? line.where : undefined)
  const listRow = (list: ListDoc, indent: boolean) =>
    renaming === list.id ? (
      <NameField
        key={list.id}
        label={say('list-name')}
        of={list.id}
        name={list.name}
        onSave={(now) => edits.setList(list, { name: now }, say('list-renamed'))}
        onDone={renamed(list.id)}
      />
    ) : (
      <div key={list.id} data-row={list.id} data-kind="list">
        <SideRow
          href={listAddress(list)}
          current={current === list.id}
          mark={list.emoji ? <span className="text-sm leading-none">{list.emoji}</span> : <Dot color={list.color} />}
          name={list.name}
          count={counts.get(list.id) ?? 0}
          indent={indent}
          line={lineAt(list.id)}
          onKeyDown={onKeyDown(list)}
          menu={canWrite && <MoreButton label={say('more-list', { name: list.name })} onOpen={(at) => setMenu({ row: list, at })} />}
        />
      </div>
    )
  const folderRow = (entry: Entry & { kind: 'folder' }) => {
    const { folder, lists: inside } = entry
    const closed = shut.has(folder.id)
    return (
      <div key={folder.id}>
        {renaming === folder.id ? (
          <NameField
            label={say('folder-name')}
            of={folder.id}
            name={folder.name}
            onSave={(now) => edits.renameFolder(folder, now)}
            onDone={renamed(folder.id)}
          />
        ) : (
          <div data-row={folder.id} data-kind="folder">
            <div
              className={`group relative flex items-center rounded-md hover:bg-hover ${line?.id === folder.id && line.where === 'into' ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
            >
              <button
                aria-expanded={!closed}
                onClick={() => fold(folder.id, !closed)}
                onKeyDown={onKeyDown(folder)}
                className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2.5 text-left lg:min-h-8"
              >
                <span className="grid w-4 place-items-center text-quiet">
                  <FolderIcon />
                </span>
                <span className="min-w-0 truncate">{folder.name}</span>
                <span className={`text-quiet transition-transform duration-150 ${closed ? '' : 'rotate-90'}`}>
                  <ChevronIcon />
                </span>
              </button>
              {canWrite && <MoreButton label={say('more-folder', { name: folder.name })} onOpen={(at) => setMenu({ row: folder, at })} />}
              {lineAt(folder.id) && (
                <span
                  aria-hidden
                  className={`pointer-events-none absolute inset-x-1 h-0.5 rounded bg-accent ${line?.where === 'before' ? '-top-px' : '-bottom-px'}`}
                />
              )}
            </div>
          </div>
        )}
        {!closed && inside.map((list) => listRow(list, true))}
      </div>
    )
  }
  const label = space.personal ? say('add-list') : say('add-list-to', { space: space.name })
  return (
    <section ref={nav} aria-label={space.personal ? say('my-lists') : say('lists-of', { space: space.name })} className="mt-4">
      <div className="group relative flex items-center pl-2.5">
        <h2 className="min-w-0 flex-1 truncate text-[13px] font-medium text-quiet">{space.personal ? say('my-lists') : space.name}</h2>
        {!space.personal && (
          <Link
            href={spaceAddress(space.id)}
            aria-label={say('members-of', { space: space.name })}
            aria-current={current === space.id ? 'page' : undefined}
            className={`grid size-11 place-items-center rounded-md hover:bg-hover lg:size-8 ${current === space.id ? 'text-accent' : 'text-quiet'}`}
          >
            <PeopleIcon />
          </Link>
        )}
        {canWrite && (
          <button
            aria-label={space.personal ? say('new-folder-mine') : say('new-folder-in', { space: space.name })}
            title={say('new-folder')}
            onClick={() => setRenaming(edits.addFolder(say('new-folder')))}
            className="grid size-11 place-items-center rounded-md text-quiet hover:bg-hover hover:text-text lg:size-8"
          >
            <NewFolderIcon />
          </button>
        )}
      </div>
      <div className="flex flex-col gap-px">{layout.map((entry) => (entry.kind === 'folder' ? folderRow(entry) : listRow(entry.list, false)))}</div>
      {canWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const name = tidyLine(draft.text ?? '')
            if (!name || draft.isTooLong) return
            const id = edits.addList(name, colors[(lists.length * 5 + 8) % colors.length] ?? 'blue')
            draft.write(null)
            openMade(id)
          }}
          className="flex items-center gap-2.5 rounded-md px-2.5 text-quiet focus-within:bg-hover"
        >
          <PlusIcon />
          <input
            aria-label={label}
            placeholder={say('add-list')}
            {...draft.field}
            value={draft.text ?? ''}
            enterKeyHint="done"
            autoComplete="off"
            onChange={(event) => draft.write(event.target.value)}
            className="h-11 min-w-0 flex-1 bg-transparent text-text !outline-none placeholder:text-quiet lg:h-8"
          />
        </form>
      )}
      {canWrite && room !== '' && <p className="px-2.5 py-1 text-[13px] text-quiet">{room}</p>}
      {menu && <Menu label={menu.row.name} at={menu.at} items={items()} onClose={() => setMenu(null)} />}
      <Suspense>{editing && <ListDialog list={editing} folders={folders} edits={edits} shared={!space.personal} onClose={() => setEditing(null)} />}</Suspense>
    </section>
  )
}
