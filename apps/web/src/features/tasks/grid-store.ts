import { createStore, type StoreApi } from 'zustand'
import { recalled } from '../../lib/view-memory.ts'
import type { PromptKind } from './prompt.tsx'
import type { TaskRow } from './model/rows.ts'

type Keys = ReadonlySet<string>
/** What only this tab knows of a view of tasks, however the view draws them: rows are named by their keys. */
export interface GridStore {
  /** The row that the keyboard is at. */
  readonly active: string | null
  readonly selected: Keys
  /** Where a selection was begun. */
  readonly anchor: string | null
  /** The row whose title is edited. */
  readonly editing: string | null
  readonly menu: { readonly row: TaskRow; readonly at: { readonly x: number; readonly y: number } } | null
  readonly prompt: { readonly what: PromptKind; readonly rows: readonly TaskRow[]; readonly anchor: HTMLElement } | null
}
export const none: Keys = new Set()

/** A view's state, as it was left in this entry of the history. */
export const createGridStore = (label: string): StoreApi<GridStore> =>
  createStore<GridStore>(() => ({
    active: recalled<string | null>(`${label} row`, null),
    selected: recalled(`${label} selection`, none),
    anchor: null,
    editing: null,
    menu: null,
    prompt: null,
  }))
