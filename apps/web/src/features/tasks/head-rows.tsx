import { Suspense } from 'react'
import { ChevronIcon, MoreIcon, PlusIcon } from '../../ui/icons.tsx'
import { RowField } from './lazy-row-field.ts'
import type { DoneRow, HeadRow, SectionRow } from './model/rows.ts'
import { region } from '../../messages/language.ts'
import { say } from '../../messages/page.ts'

interface Place {
  readonly top: number
  readonly height: number
  readonly index: number
  readonly current: boolean
}
const rowClass =
  'group absolute inset-x-0 top-0 flex scroll-mb-24 scroll-mt-16 items-end rounded-md pb-1 after:pointer-events-none after:absolute after:inset-x-2 after:bottom-0 after:border-b after:border-line focus-visible:after:hidden'

export interface SectionHandlers {
  readonly rename: (id: string, name: string) => void
  readonly addTo: (id: string) => void
  readonly menu: (row: SectionRow, at: { readonly x: number; readonly y: number }) => void
}
/** The head of a section: folds, takes new tasks, is renamed in place. */
export const SectionHead = ({
  row,
  name,
  editing,
  onFold,
  stopEditing,
  on,
  top,
  height,
  index,
  current,
}: Place & { row: SectionRow; name: string; editing: boolean; onFold: () => void; stopEditing: (back: boolean) => void; on: SectionHandlers | undefined }) => {
  const heading = (
    <h2 data-title className="truncate pr-2 text-base font-semibold lg:pl-2 lg:text-sm">
      {name}
    </h2>
  )
  return (
    <div
      role="row"
      data-key={row.key}
      aria-rowindex={index + 1}
      aria-level={1}
      aria-expanded={!row.folded}
      tabIndex={current ? 0 : -1}
      style={{ transform: `translateY(${top}px)`, height }}
      className={rowClass}
      onContextMenu={(event) => {
        event.preventDefault()
        on?.menu(row, { x: event.clientX, y: event.clientY })
      }}
    >
      <span role="gridcell" className="flex min-w-0 flex-1 items-center">
        <button
          tabIndex={-1}
          aria-label={say(row.folded ? 'unfold' : 'fold', { name })}
          onClick={onFold}
          className="grid h-11 w-9 shrink-0 place-items-center text-quiet hover:text-text lg:h-8 lg:w-6"
        >
          <span className={`transition-transform duration-150 ${row.folded ? '' : 'rotate-90'}`}>
            <ChevronIcon />
          </span>
        </button>
        {editing ? (
          <Suspense fallback={heading}>
            <RowField what="name" of={row.id} text={name} onSave={(now) => on?.rename(row.id, now)} onDone={stopEditing} />
          </Suspense>
        ) : (
          heading
        )}
        <span className="text-[13px] tabular-nums text-quiet">{row.count ? row.count.toLocaleString(region()) : ''}</span>
      </span>
      {on && (
        <span role="gridcell" className="flex shrink-0 items-center">
          <button
            tabIndex={-1}
            aria-label={say('new-in', { name })}
            onClick={() => on.addTo(row.id)}
            className="grid h-11 w-11 place-items-center self-end text-quiet hover:text-text lg:h-8 lg:w-8"
          >
            <PlusIcon />
          </button>
          <button
            tabIndex={-1}
            aria-label={say('more-section', { name })}
            className="grid h-11 w-11 place-items-center text-quiet hover:text-text lg:h-8 lg:w-8"
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect()
              on.menu(row, { x: left, y: bottom })
            }}
          >
            <MoreIcon />
          </button>
        </span>
      )}
    </div>
  )
}

/** Shows and hides what is done. */
export const DoneHead = ({ row, onFold, top, height, index, current }: Place & { row: DoneRow; onFold: () => void }) => (
  <div
    role="row"
    data-key={row.key}
    aria-rowindex={index + 1}
    aria-level={1}
    aria-expanded={!row.folded}
    tabIndex={current ? 0 : -1}
    style={{ transform: `translateY(${top}px)`, height }}
    className={rowClass.replace('after:border-b', '')}
  >
    <span role="gridcell">
      <button tabIndex={-1} onClick={onFold} className="flex h-11 items-center rounded-md pr-2 text-[13px] text-quiet hover:text-text lg:h-8 lg:gap-2">
        <span className={`grid w-9 place-items-center transition-transform duration-150 lg:w-6 ${row.folded ? '' : 'rotate-90'}`}>
          <ChevronIcon />
        </span>
        {say(row.folded ? 'done-show' : 'done-hide', { count: row.count })}
      </button>
    </span>
  </div>
)

/** The heading of a group of rows. */
export const GroupHead = ({ row, top, height, index, current }: Place & { row: HeadRow }) => (
  <div
    role="row"
    data-key={row.key}
    aria-rowindex={index + 1}
    aria-level={1}
    tabIndex={current ? 0 : -1}
    style={{ transform: `translateY(${top}px)`, height }}
    className={rowClass}
  >
    <span role="gridcell" className="flex min-h-8 min-w-0 flex-1 items-center pl-2 lg:pl-6">
      <h2 className="truncate px-2 text-base font-semibold lg:text-sm">{row.label}</h2>
      <span className="text-[13px] tabular-nums text-quiet">{row.count}</span>
    </span>
  </div>
)
