import { Fragment, useMemo, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { limits } from '@muster/core/contract/limits.ts'
import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { rememberFields } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import { useToday } from '../../lib/use-today.ts'
import { useDay, useOpenCounts, useReplica, useRows, useSpaces } from '../../replica/context.ts'
import type { MySpace } from '../../replica/replica.ts'

/** Inbox and lists, each with its count; make, rename and delete lists. */
export const Sidebar = ({ current }: { current: string }) => {
  const replica = useReplica()
  const { person } = replica
  const lists = useRows(person, 'list')
  const counts = useOpenCounts(person)
  const shared = useSpaces().filter(({ personal }) => !personal)
  const [, go] = useLocation()
  const [name, setName] = useState('')
  const [renaming, setRenaming] = useState<string | null>(null)
  const shown = useMemo(() => lists.toSorted((a, b) => Number(b.inbox) - Number(a.inbox)), [lists])
  const today = useToday()
  const dueCount = useDay({ to: today }).length
  const rename = (list: ListDoc, text: string) => {
    const now = text.trim()
    setRenaming(null)
    if (!now || now === list.name) return
    replica.mutate(person, 'list.update@1', { id: list.id, set: { name: now } })
    rememberFields('List renamed', person, 'list', list.id, { name: { expect: now, to: list.name } })
  }
  const remove = (list: ListDoc) => {
    replica.mutate(person, 'list.delete@1', { id: list.id })
    rememberFields(`Deleted ${list.name}`, person, 'list', list.id, { deletedAt: { expect: new Date().toISOString(), to: null } })
    go('/')
  }
  const place = (href: string, id: string, label: string, count: number) => (
    <Link
      href={href}
      aria-current={current === id ? 'page' : undefined}
      className={`flex min-w-0 items-center justify-between rounded-md px-3 py-2.5 lg:py-1.5 ${current === id ? 'bg-hover font-medium' : 'hover:bg-hover'}`}
    >
      {label}
      {count > 0 && (
        <span className="text-xs tabular-nums text-quiet">
          {count}
          <span className="sr-only"> open</span>
        </span>
      )}
    </Link>
  )
  return (
    <nav aria-label="Lists" className="flex flex-col gap-0.5 text-base lg:text-sm">
      {shown.map((list) => (
        <Fragment key={list.id}>
          {renaming === list.id ? (
            <input
              aria-label="List name"
              autoFocus
              defaultValue={list.name}
              maxLength={limits.name}
              onBlur={(event) => rename(list, event.target.value)}
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return
                if (event.key === 'Enter') rename(list, event.currentTarget.value)
                if (event.key === 'Escape') {
                  event.preventDefault()
                  setRenaming(null)
                }
              }}
              className="h-11 rounded-md border border-line bg-ground px-3 lg:h-8"
            />
          ) : (
            <div className={`flex items-center rounded-md ${current === list.id ? 'bg-hover font-medium' : 'hover:bg-hover'}`}>
              <Link
                href={list.inbox ? '/' : `/list/${list.id}`}
                aria-current={current === list.id ? 'page' : undefined}
                className="flex min-w-0 flex-1 items-center justify-between px-3 py-2.5 lg:py-1.5"
              >
                <span className="truncate">{list.name}</span>
                {(counts.get(list.id) ?? 0) > 0 && (
                  <span className="text-xs tabular-nums text-quiet">
                    {counts.get(list.id)}
                    <span className="sr-only"> open</span>
                  </span>
                )}
              </Link>
              {current === list.id && !list.inbox && (
                <>
                  <button
                    aria-label={`Rename ${list.name}`}
                    onClick={() => setRenaming(list.id)}
                    className="grid size-11 place-items-center text-quiet hover:text-text lg:size-8"
                  >
                    ✎
                  </button>
                  <button
                    aria-label={`Delete ${list.name}`}
                    onClick={() => remove(list)}
                    className="grid size-11 place-items-center text-quiet hover:text-alert lg:size-8"
                  >
                    ×
                  </button>
                </>
              )}
            </div>
          )}
          {list.inbox && place('/today', 'today', 'Today', dueCount)}
        </Fragment>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!name.trim()) return
          const order = between(shown.filter((list) => !list.inbox).at(-1)?.order ?? null, null, newId().slice(-3))
          replica.mutate(person, 'list.create@1', { id: newId(), name: name.trim(), color: 'blue', emoji: null, folderId: null, order })
          setName('')
        }}
      >
        <input
          aria-label="Add list"
          placeholder="Add list"
          value={name}
          maxLength={limits.name}
          onChange={(event) => setName(event.target.value)}
          className="mt-1 h-11 w-full rounded-md bg-transparent px-3 placeholder:text-quiet lg:h-8"
        />
      </form>
      {shared.map((space) => (
        <SharedLists key={space.id} space={space} place={place} />
      ))}
      {place('/trash', 'trash', 'Trash', 0)}
    </nav>
  )
}

/** The lists of a space that others are in, too. */
const SharedLists = ({ space, place }: { space: MySpace; place: (href: string, id: string, label: string, count: number) => ReactNode }) => {
  const lists = useRows(space.id, 'list')
  const counts = useOpenCounts(space.id)
  return (
    <section aria-label={space.name} className="my-3 flex flex-col gap-0.5">
      <h2 className="truncate px-3 text-[13px] font-medium text-quiet">{space.name}</h2>
      {lists.map(({ id, name }) => (
        <Fragment key={id}>{place(`/list/${id}`, id, name, counts.get(id) ?? 0)}</Fragment>
      ))}
    </section>
  )
}
