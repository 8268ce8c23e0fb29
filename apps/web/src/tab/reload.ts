import { create } from 'zustand'
import type { Replica } from '../replica/replica.ts'
import { takeOver } from './new-build.ts'

const lookAgainMs = 100
/** Whether the page is to be loaded anew as soon as nothing is lost by that. */
export const useReloading = create<{ readonly reloading: boolean }>(() => ({ reloading: false }))

/** A change without a place in the outbox is in memory alone, until it has one or was answered. */
const allStored = (replica: Replica | null) => replica === null || replica.waiting().every(({ seq }) => seq !== undefined)

/** Until everything that was written here is stored. */
const settle = async (replica: Replica | null) => {
  // What is being edited is saved as whenever its field is left.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  await new Promise((resolve) => setTimeout(resolve))
  while (!allStored(replica)) await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
}

/** Loads the page anew, with the latest build that this browser has, once everything that was written here is stored. */
export const reloadWhenStored = async (replica: Replica | null): Promise<void> => {
  if (useReloading.getState().reloading) return
  useReloading.setState({ reloading: true })
  await settle(replica)
  // Where it cannot, this build comes once more.
  await takeOver().catch(() => {})
  // That may take a while, in which somebody writes on.
  await settle(replica)
  location.reload()
}
