import { useMemo, useRef } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { can } from '@muster/core/domain/permissions.ts'
import type { StepPart } from '@muster/core/domain/inverse.ts'
import { useReplica, useSpaces, useLoaded, useOnline } from '../../replica/context.ts'
import type { TrashedDoc } from '../../replica/indexes.ts'
import { useAllTrash } from '../../replica/use-all-trash.ts'
import { Empty } from '../../ui/empty.tsx'
import { FolderIcon } from '../../ui/more-icons.tsx'
import { Dot } from '../../ui/dot.tsx'
import { Circle } from '../../ui/task-marks.tsx'
import { momentText } from '../../lib/moment-text.ts'
import { useZone } from '../../lib/use-today.ts'
import { say as sayPage } from '../../messages/page.ts'
import { say } from './say.ts'

const shownAtOnce = 500
const nameOf = (doc: TrashedDoc) => (doc.kind === 'task' ? doc.title : doc.name)
const day = { day: 'numeric', month: 'short' } as const
const bin = (
  <>
    <path className="text-edge" d="M24 64h72" />
    <g className="text-quiet">
      <path d="M42 22h36M54 22v-6h12v6M46 22l3 42h22l3-42" />
    </g>
    <path className="text-accent" d="M56 32v20M64 32v20" />
  </>
)

const Mark = ({ doc }: { doc: TrashedDoc }) => {
  if (doc.kind === 'task') return <Circle status={doc.status} />
  if (doc.kind === 'list' || doc.kind === 'label') return <Dot color={doc.color} />
  return (
    <span className="text-quiet">
      <FolderIcon />
    </span>
  )
}

/** What was deleted, the newest first, from every space. What stands in something deleted comes back with it. */
export const Trash = () => {
  const replica = useReplica()
  const spaces = useSpaces()
  const loaded = useLoaded()
  const online = useOnline()
  const zone = useZone()
  const heading = useRef<HTMLHeadingElement>(null)
  const all = useAllTrash()
  const byId = useMemo(() => new Map(all.map(({ space, doc }) => [`${space}/${doc.id}`, doc])), [all])
  /** What it stands in and is deleted too: it has to come back first. */
  const above = (space: string, doc: TrashedDoc): TrashedDoc | undefined => {
    const over = doc.kind === 'task' ? (doc.parentId ?? doc.listId) : doc.kind === 'section' ? doc.listId : null
    return over === null ? undefined : byId.get(`${space}/${over}`)
  }
  /** With it, and before it, what it stands in. */
  const restored = (space: string, doc: TrashedDoc): readonly StepPart[] => {
    const cover = above(space, doc)
    return [...(cover ? restored(space, cover) : []), { space, name: `${doc.kind}.restore@1`, args: { id: doc.id } }]
  }
  const spaceOf = (id: string) => spaces.find((one) => one.id === id)
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head">
        <h1 ref={heading} tabIndex={-1} id="view-title" className="text-xl font-semibold tracking-tight">
          {say('title')}
        </h1>
      </header>
      {all.length === 0 ? (
        <Empty drawing={bin}>{loaded ? say('empty', { days: limits.trashDays }) : online ? sayPage('fetching') : say('away')}</Empty>
      ) : (
        <ul className="page">
          {all.slice(0, shownAtOnce).map(({ space: spaceId, doc }) => {
            const space = spaceOf(spaceId)
            const cover = above(spaceId, doc)
            return (
              <li key={`${spaceId}/${doc.id}`} className="flex min-h-12 items-center gap-2 border-b border-line text-base lg:min-h-11 lg:text-sm">
                <span className="grid w-[18px] shrink-0 place-items-center">
                  <Mark doc={doc} />
                </span>
                <span className="min-w-0 flex-1 py-1.5">
                  <span data-title className="block truncate">
                    {nameOf(doc)}
                  </span>
                  <span className="block break-words text-xs text-quiet lg:truncate">
                    {space && !space.personal
                      ? say('deleted-of', { kind: doc.kind, space: space.name, day: momentText(day, doc.deletedAt, zone) })
                      : say('deleted', { kind: doc.kind, day: momentText(day, doc.deletedAt, zone) })}
                    {cover && ` · ${say('comes-with', { name: nameOf(cover) })}`}
                  </span>
                </span>
                {space && can(space.role, 'write') && (
                  <button
                    aria-label={say('restore-name', { name: nameOf(doc) })}
                    onClick={() => {
                      replica.transact(say('restored', { name: nameOf(doc) }), restored(spaceId, doc))
                      heading.current?.focus()
                    }}
                    className="min-h-11 rounded-md px-3 text-[13px] font-medium text-accent hover:bg-hover lg:min-h-8"
                  >
                    {say('restore')}
                  </button>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {all.length > shownAtOnce && <p className="py-4 text-center text-[13px] text-quiet">{say('newest', { shown: shownAtOnce, count: all.length })}</p>}
    </section>
  )
}
