import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent, type RefObject } from 'react'
import type { StoreApi } from 'zustand'
import type { Origin } from './commands.ts'
import type { GridStore } from './grid-store.ts'
import type { KeyIndex } from './model/key-index.ts'
import type { Row, TaskRow } from './model/rows.ts'

const isTask = (row: Row | undefined): row is TaskRow => row?.kind === 'task'
const addIn = (rows: readonly Row[]) => JSON.stringify(rows.findLast(({ kind }) => kind === 'add'))

interface Given {
  readonly store: StoreApi<GridStore>
  readonly active: string | null
  /** The rows as they are, and as they may be shown. */
  readonly rows: readonly Row[]
  readonly shown: readonly Row[]
  readonly indexOf: KeyIndex
  /** Where the current row stands, or stood: what takes its place when it leaves is current. */
  readonly place: number
}
/** The row that a key names, as it is drawn. */
export const rowElement = (grid: HTMLElement | null, key: string): HTMLElement | undefined =>
  [...(grid?.children ?? [])].find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset['key'] === key)

/** Gives the focus to rows once they are drawn, and to the next one when the row that has it leaves; knows where it came from to the add row. */
export const useRowFocus = (grid: RefObject<HTMLElement | null>, offsets: Float64Array, { store, active, rows, shown, indexOf, place }: Given) => {
  const wanted = useRef<string | null>(null)
  const [, askAgain] = useState(0)
  const inside = useRef(false)
  const origin = useRef<Origin | null>(null)
  /** The rows among which the focus was last given to one: the page stands where it should. */
  const reached = useRef<readonly Row[] | null>(null)

  const setActive = useCallback((key: string | null) => store.setState({ active: key }), [store])
  const comeFrom = useCallback(
    (element: EventTarget | null) => {
      origin.current ??= { key: store.getState().active, element, top: scrollY }
    },
    [store],
  )
  const focus = useCallback(
    (key: string) => {
      if (key === 'add') comeFrom(document.activeElement)
      wanted.current = key
      // From row to row it goes before anything is drawn: of one that has it and is not to be reached by Tab any more, browsers work out the style first.
      const from = document.activeElement
      if (key !== 'add' && from?.parentElement === grid.current) rowElement(grid.current, key)?.focus({ preventScroll: true })
      setActive(key)
      // It may be the current row already and still not have the focus.
      askAgain((times) => times + 1)
    },
    [grid, setActive, comeFrom],
  )
  useLayoutEffect(() => {
    const key = wanted.current
    const element = key === null ? undefined : rowElement(grid.current, key)
    // The add row is on its way to where it was asked for.
    if (!element || !grid.current || (key === 'add' && addIn(shown) !== addIn(rows))) return
    wanted.current = null
    reached.current = shown
    const target = key === 'add' ? (element.querySelector('input') ?? element) : element
    if (target !== document.activeElement) target.focus({ preventScroll: true })
    // It may still be on its way: the page is scrolled to where it will be, with the margins of a row.
    const top = grid.current.getBoundingClientRect().top + (offsets[indexOf.get(key ?? '') ?? 0] ?? 0)
    scrollBy(0, Math.min(0, top - 64) || Math.max(0, top + element.offsetHeight + 96 - innerHeight))
  })
  useLayoutEffect(() => {
    const index = active === null ? -1 : (indexOf.get(active) ?? -1)
    if (index >= 0 || active === null) return
    const next = shown.slice(place).find(isTask) ?? shown.slice(0, place).findLast(isTask)
    const lost = document.activeElement === null || document.activeElement === document.body
    const key = next?.key ?? (indexOf.has('add') ? 'add' : null)
    if (key !== null && inside.current && lost) focus(key)
    else setActive(key)
  }, [shown, indexOf, active, focus, setActive, place])

  const onFocus = (event: FocusEvent) => {
    inside.current = true
    const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset['key']
    if (key === 'add') comeFrom(event.relatedTarget)
    else origin.current = null
    if (key !== undefined) setActive(key)
  }
  const onBlur = (event: FocusEvent) => {
    if (!event.relatedTarget || grid.current?.contains(event.relatedTarget)) return
    inside.current = false
    origin.current = null
  }
  /** The row has the focus once what is in it, such as a field, has gone. */
  const focusAfter = useCallback((key: string | null) => {
    wanted.current = key
  }, [])
  return { focus, focusAfter, inside, origin, reached, onFocus, onBlur }
}
