import { inverseOf, type BackPart, type StepPart } from '@muster/core/domain/inverse.ts'
import { notBack, stillHeld, type Left } from '@muster/core/domain/still-held.ts'
import { storeInTab, recallInTab } from '../lib/browser-storage.ts'
import type { Replica, Step } from '../replica/replica.ts'
import { hideToast, showToast } from './toast.ts'
import { backText } from './undo-words.ts'

/** A step that can be taken back, or done again: what it was, in words, and what does that. */
interface Kept {
  readonly label: string
  readonly parts: readonly BackPart[]
}
const slot = 'steps'
const mostSteps = 50
/** As much of the steps as a tab stores over being loaded anew: UTF-16 units. */
const longest = 256 * 1024

/** Reads what this tab stored; of another form it is nothing. */
const recalled = (): { undo: Kept[]; redo: Kept[] } => {
  try {
    const { v, undo, redo } = JSON.parse(recallInTab(slot) ?? '') as { v: number; undo: Kept[]; redo: Kept[] }
    if (v === 1) return { undo, redo }
  } catch {
    // Then there is nothing to take back.
  }
  return { undo: [], redo: [] }
}

/** The steps of one person in one tab, the last first. Takes them back, and does them again. */
export const createHistory = (replica: Replica) => {
  let { undo, redo } = recalled()
  let turn = Promise.resolve()
  const rowOf = (space: string, kind: Parameters<Replica['get']>[1], id: string) => replica.get(space, kind, id)

  const save = () => {
    // What does not fit is the oldest, and lasts as long as the page.
    let [some, length] = [0, 0]
    for (const { label, parts } of undo.toReversed()) {
      length += JSON.stringify(parts).length + label.length
      if (length > longest) break
      some++
    }
    const again = length + JSON.stringify(redo).length > longest ? [] : redo
    storeInTab(slot, JSON.stringify({ v: 1, undo: some === 0 ? [] : undo.slice(-some), redo: again }))
  }
  const remember = ({ label, ran, quiet }: Step) => {
    const parts = inverseOf(ran)
    if (parts.length === 0) return
    undo = [...undo.slice(1 - mostSteps), { label, parts }]
    redo = []
    save()
    if (quiet) hideToast()
    else showToast(label, 'undo')
  }

  /** Runs what takes a step back: each part by the rows as the one before left them. Tells what does the opposite, and what was left. */
  const run = async ({ parts }: Kept) => {
    const left: Left[] = []
    const given: StepPart[] = []
    const held = function* () {
      for (const one of parts) {
        const { part, left: more } = stillHeld(one, rowOf, left)
        left.push(...more)
        if (!part) continue
        given.push(part)
        yield part
      }
    }
    await replica.learnt()
    const ran = await replica.run(held())
    for (const part of given) left.push(...notBack(part, rowOf))
    return { opposite: inverseOf(ran), left }
  }
  const inTurn = (work: () => Promise<void>) => {
    turn = turn.then(work, work)
    return turn
  }
  const back = (way: 'undo' | 'redo') =>
    inTurn(async () => {
      const step = way === 'undo' ? undo.at(-1) : redo.at(-1)
      if (!step) return
      if (way === 'undo') undo = undo.slice(0, -1)
      else redo = redo.slice(0, -1)
      const { opposite, left } = await run(step)
      if (opposite.length > 0) {
        const now = { label: step.label, parts: opposite }
        if (way === 'undo') redo = [...redo.slice(1 - mostSteps), now]
        else undo = [...undo.slice(1 - mostSteps), now]
      }
      save()
      showToast(backText(replica, step, left, way, opposite.length > 0), opposite.length === 0 ? null : way === 'undo' ? 'redo' : 'undo')
    })
  return { remember, undo: () => back('undo'), redo: () => back('redo') }
}
export type History = ReturnType<typeof createHistory>
