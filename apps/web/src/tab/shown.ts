import { create } from 'zustand'

/** What only this tab knows of what it shows over everything. */
export const useShown = create<{
  /** The first of two keys, while the second is waited for, and what the keyboard was at. */
  readonly chord: { readonly key: string; readonly target: HTMLElement } | null
  readonly help: boolean
  /** Whether a task is being added from where no list is shown. */
  readonly adding: boolean
}>(() => ({ chord: null, help: false, adding: false }))
