import type { CommitPart, JournaledMutation, RecordWrite } from '../../ports/store.ts'

/** What an effect follows from: one entry of a journal. */
export interface EffectEvent {
  /** One and the same however often it is tried, and of nothing else: who receives it knows by it what was received before. */
  readonly key: string
  readonly space: string
  readonly rev: number
  /** Those of the entry that the effect wants. */
  readonly mutations: readonly JournaledMutation[]
}

interface Named {
  /** Stays what it is: entries that are committed name it, and so do their letters. */
  readonly name: string
  /** Whether it follows from a mutation; asked before the commit, with nothing but the mutation. */
  readonly wants: (mutation: JournaledMutation) => boolean
}

/** Done in the store, in one transaction with the note that it was: once, whatever becomes of who does it. */
export interface InnerEffect extends Named {
  /** Decides what is written, on what it reads; asked again when that has moved. */
  readonly decide: (event: EffectEvent, signal: AbortSignal) => Promise<{ readonly parts?: readonly CommitPart[]; readonly records?: readonly RecordWrite[] }>
}

/** Done elsewhere, once or more: who receives it tells by the key. */
export interface OuterEffect extends Named {
  /** Who receives it, such as a host: one that is slow holds up no more than a few. */
  readonly target: (event: EffectEvent) => string
  /** Ends when it was received; fails when it was not, or at the signal. */
  readonly send: (event: EffectEvent, signal: AbortSignal) => Promise<void>
}

export type Effect = InnerEffect | OuterEffect

/** The names of the effects that follow from mutations, in the order in which they are done. */
export const effectsOf = (effects: readonly Effect[], mutations: readonly JournaledMutation[]): readonly string[] =>
  effects.filter(({ wants }) => mutations.some(wants)).map(({ name }) => name)
