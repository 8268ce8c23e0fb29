import { create } from 'zustand'
import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { UndoChange } from '@muster/core/contract/schemas/undo.ts'
import type { Replica } from '../replica/replica.ts'

/** A mutation that takes something back. */
export interface StepPart {
  readonly space: string
  readonly name: MutationName
  readonly args: MutationArgs[MutationName]
}
/** One step that can be taken back: what it was, in words, and the mutation that does it. */
export interface Step extends StepPart {
  readonly said: string
  /** What else takes back a step over many rows, in order after the first. */
  readonly more?: readonly StepPart[]
}
const kept = 50

interface UndoState {
  readonly steps: readonly Step[]
  /** Whether the last step is offered on screen; Ctrl+Z works either way. */
  readonly offered: boolean
  /** Why something that was asked for was not done, shown in the same place. */
  readonly notice: string | null
}
export const useUndo = create<UndoState>(() => ({ steps: [], offered: false, notice: null }))

export const remember = (step: Step): void => useUndo.setState(({ steps }) => ({ steps: [...steps.slice(1 - kept), step], offered: true, notice: null }))
/** Says at the foot why nothing happened. */
export const notice = (text: string): void => useUndo.setState({ notice: text, offered: false })

/** A step that is not offered on screen: it was taken by leaving a field. */
export const rememberQuietly = (step: Step): void => useUndo.setState(({ steps }) => ({ steps: [...steps.slice(1 - kept), step], offered: false }))

/** Many mutations taken back as one step. */
export const rememberAll = (said: string, [first, ...more]: readonly StepPart[]): void => {
  if (first) remember({ said, ...first, more })
}

/** The fields go back where they still hold what the step wrote. */
export const rememberFields = (said: string, space: string, kind: UndoChange['kind'], id: string, fields: UndoChange['fields']): void =>
  remember({ said, space, name: 'undo.apply@1', args: { changes: [{ kind, id, fields }] } })

export const undoLast = (replica: Replica): void => {
  const { steps } = useUndo.getState()
  const last = steps.at(-1)
  if (!last) return
  useUndo.setState({ steps: steps.slice(0, -1), offered: false, notice: null })
  for (const { space, name, args } of [last, ...(last.more ?? [])]) replica.mutate(space, name, args as never)
}
export const stopOffering = (): void => useUndo.setState({ offered: false, notice: null })
