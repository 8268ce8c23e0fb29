import { useMemo, useRef } from 'react'
import { useReplica, useSync, useTrash } from '../../replica/context.ts'
import type { TrashedDoc } from '../../replica/indexes.ts'
import { announce } from '../../ui/announcer.tsx'

const words = { task: 'Task', list: 'List', section: 'Section', folder: 'Folder', label: 'Label' } as const
const nameOf = (doc: TrashedDoc) => (doc.kind === 'task' ? doc.title : doc.name)
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** What was deleted, the newest first. What stands in something deleted comes back with it, and is not listed on its own. */
export const Trash = () => {
  const replica = useReplica()
  const deleted = useTrash(replica.person)
  const { loaded } = useSync()
  const heading = useRef<HTMLHeadingElement>(null)
  const byId = useMemo(() => new Map(deleted.map((doc) => [doc.id, doc])), [deleted])
  /** What it stands in and is deleted too: it has to come back first. */
  const above = (doc: TrashedDoc): TrashedDoc | undefined =>
    byId.get(doc.kind === 'task' ? (doc.parentId ?? doc.listId ?? '') : doc.kind === 'section' ? doc.listId : '')
  const restore = (doc: TrashedDoc): void => {
    const cover = above(doc)
    if (cover) restore(cover)
    replica.mutate(replica.person, `${doc.kind}.restore@1`, { id: doc.id })
  }
  return (
    <section aria-labelledby="view-title" className="mx-auto w-full max-w-3xl px-4 pb-28 pt-3 lg:px-8 lg:pt-6">
      <h1 ref={heading} tabIndex={-1} id="view-title" className="mb-3 text-xl font-semibold tracking-tight outline-none lg:pl-2">
        Trash
      </h1>
      {deleted.length === 0 ? (
        <p className="py-10 text-center text-sm text-quiet">
          {loaded ? 'Nothing is in the trash. What you delete waits here until you want it back.' : 'Fetching your tasks …'}
        </p>
      ) : (
        <ul className="lg:pl-2">
          {deleted.slice(0, 500).map((doc) => {
            const cover = above(doc)
            return (
              <li key={doc.id} className="flex min-h-11 items-center gap-3 border-b border-line text-base lg:min-h-9 lg:text-sm">
                <span className="min-w-0 flex-1 py-2">
                  <span className="block truncate">{nameOf(doc)}</span>
                  <span className="block truncate text-xs text-quiet">
                    {words[doc.kind]}, deleted {day.format(new Date(doc.deletedAt ?? 0))}
                    {cover && ` · comes back with “${nameOf(cover)}”`}
                  </span>
                </span>
                <button
                  aria-label={`Restore ${nameOf(doc)}`}
                  onClick={() => {
                    restore(doc)
                    announce(`${nameOf(doc)} is back`)
                    heading.current?.focus()
                  }}
                  className="min-h-11 rounded-md px-3 text-[13px] font-medium text-accent hover:bg-hover lg:min-h-8"
                >
                  Restore
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
