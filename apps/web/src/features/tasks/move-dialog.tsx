import { useMemo, useState } from 'react'
import type { ListDoc, SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { foldName } from '@muster/core/domain/fold-name.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { isComposing } from '../../lib/composing.ts'
import { useReplica, useSpaces } from '../../replica/context.ts'
import type { MySpace } from '../../replica/replica.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Dot } from '../../ui/dot.tsx'
import type { ListEnd } from './send.ts'
import { listName } from '../../lib/list-name.ts'
import { say } from './say.ts'

interface Target {
  readonly id: string
  readonly space: MySpace
  readonly list: ListDoc
  readonly section: SectionDoc | null
}

/** Where to? Type a part of the name; arrows and Enter choose. Lists of every space that the person may write in. */
export const MoveDialog = ({ count, onMove, onClose }: { count: number; onMove: (to: ListEnd, name: string) => void; onClose: () => void }) => {
  const replica = useReplica()
  const spaces = useSpaces()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const targets = useMemo<readonly Target[]>(
    () =>
      spaces
        .filter(({ role }) => can(role, 'write'))
        .flatMap((space) => {
          const { list: lists, section: sections, folder: folders } = replica.space(space.id).indexes.ordered
          const places = new Map(folders.read().map(({ id, order }) => [id, order]))
          // As they stand in the sidebar: the Inbox, then by place, lists of a folder at the folder's.
          const placeOf = ({ inbox, folderId, order }: ListDoc) => (inbox ? '' : `${folderId === null ? '' : `${places.get(folderId) ?? ''} `}${order}`)
          const all = lists.read().toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
          return all.flatMap((list) => [
            { id: list.id, space, list, section: null },
            ...sections
              .read()
              .filter(({ listId }) => listId === list.id)
              .map((section) => ({ id: section.id, space, list, section })),
          ])
        }),
    [replica, spaces],
  )
  const words = foldName(text)
  const found = targets.filter(({ space, list, section }) =>
    foldName(`${space.personal ? '' : space.name} ${listName(list)} ${section?.name ?? ''}`).includes(words),
  )
  const chosen = found[Math.min(at, found.length - 1)]
  const take = ({ space, list, section }: Target) => {
    onClose()
    const name = section ? say('place-section', { list: listName(list), section: section.name }) : listName(list)
    onMove({ space: space.id, listId: list.id, sectionId: section?.id ?? null }, space.personal ? name : say('place-space', { place: name, space: space.name }))
  }
  return (
    <Dialog label={say('move-many', { count })} onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-label={say('move-to')}
        aria-expanded="true"
        aria-controls="move-targets"
        aria-activedescendant={chosen && `to-${chosen.id}`}
        autoComplete="off"
        placeholder={say('move-many-ask', { count })}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (by !== 0) setAt((now) => (Math.min(now, found.length - 1) + by + found.length) % Math.max(1, found.length))
          if (event.key === 'Enter' && chosen) take(chosen)
          if (by !== 0 || event.key === 'Enter') event.preventDefault()
        }}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base !outline-none placeholder:text-quiet lg:text-sm"
      />
      <ul id="move-targets" role="listbox" aria-label={say('lists')} className="max-h-[50dvh] overflow-auto overscroll-contain p-1">
        {found.map((target) => (
          <li
            key={target.id}
            id={`to-${target.id}`}
            role="option"
            aria-selected={target === chosen}
            onClick={() => take(target)}
            onPointerMove={() => setAt(found.indexOf(target))}
            ref={(element) => {
              if (target === chosen) element?.scrollIntoView({ block: 'nearest' })
            }}
            className={`flex min-h-11 cursor-pointer items-center gap-2.5 rounded-md px-3 text-base lg:min-h-8 lg:text-[13px] ${target === chosen ? 'bg-hover' : ''} ${target.section ? 'pl-[38px] text-quiet' : ''}`}
          >
            {!target.section && <span className="grid w-4 shrink-0 place-items-center">{target.list.emoji ?? <Dot color={target.list.color} />}</span>}
            <span className="min-w-0 flex-1 truncate">{target.section?.name ?? listName(target.list)}</span>
            {!target.space.personal && <span className="max-w-[40%] truncate text-[13px] text-quiet">{target.space.name}</span>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-4 py-6 text-center text-sm text-quiet">{say('lists-none')}</p>}
    </Dialog>
  )
}
