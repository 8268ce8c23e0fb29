import { inverseOf, type StepPart, type Written } from '@muster/core/domain/inverse.ts'
import { notBack, stillHeld, type Left } from '@muster/core/domain/still-held.ts'
import { whenIdle } from '../lib/when-idle.ts'
import type { Replica, Step } from '../replica/replica.ts'
import { isListShown, leaveView, listLeft } from './leave-list.ts'
import { openStoredSteps, type Kept } from './stored-steps.ts'
import { hideOffer, showToast } from './toast.ts'
import { backText } from './undo-words.ts'

const mostSteps = 50

const nameOf = (doc: Written['now']) => ('name' in doc ? doc.name : undefined)
/** The row that a step made. */
const madeBy = (ran: Step['ran']) => ran.flatMap(({ written }) => written).find(({ was }) => !was)?.now.id
/** The row that a step gave another name, if that was all of it. */
const namedBy = (ran: Step['ran']) => {
  const [first, ...more] = ran.flatMap(({ written }) => written)
  return first?.was && more.length === 0 && nameOf(first.was) !== nameOf(first.now) ? first.now.id : undefined
}

/** The steps of one person in one tab, the last first. Takes them back, and does them again. */
export const createHistory = (replica: Replica) => {
  const stored = openStoredSteps()
  let { undo, redo } = stored.recalled()
  let turn = Promise.resolve()
  const rowOf = (space: string, kind: Parameters<Replica['get']>[1], id: string) => replica.get(space, kind, id)

  let unsaved = false
  const saveNow = () => {
    if (unsaved) stored.save({ undo, redo })
    unsaved = false
  }
  /** Once what was done is seen: to store takes as long as to draw it. A page that ends before stores it then. */
  const save = () => {
    if (!unsaved) whenIdle(saveNow)
    unsaved = true
  }
  addEventListener('pagehide', saveNow)
  const remember = ({ label, ran, quiet }: Step) => {
    const parts = inverseOf(ran)
    if (parts.length === 0) return
    const last = undo.at(-1)
    // The first name belongs to the making: what takes that back takes it along.
    const made = last?.unnamed !== undefined && namedBy(ran) === last.unnamed ? { label: last.label, parts: last.parts } : undefined
    const unnamed = quiet === 'unnamed' ? madeBy(ran) : undefined
    undo = made ? [...undo.slice(0, -1), made] : [...undo.slice(1 - mostSteps), { label, parts, ...(unnamed !== undefined && { unnamed }) }]
    redo = []
    save()
    if (quiet) hideOffer()
    else showToast(made?.label ?? label, 'undo')
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
      const [shown, leftList] = [isListShown(replica), listLeft(replica)]
      const { opposite, left } = await run(step)
      // It went with the step: nobody stays to look at where it was.
      if (shown && !isListShown(replica)) leaveView()
      // It is back, and so is whoever had it open and went nowhere else.
      if (leftList !== undefined && listLeft(replica) === undefined) history.back()
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
