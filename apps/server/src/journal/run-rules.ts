import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Work } from '@muster/core/domain/align-lines.ts'
import { keyOf, patched, type Ask, type Rule } from '@muster/core/domain/ask.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { answerFrom, rowsIn, type Rows } from './rows.ts'

export type Outcome = { readonly docs: readonly AnyDoc[] } | { readonly refusal: Refusal }

/** A rule on its way. */
export interface Running {
  /** What it waits for; undefined once it has ended. */
  readonly ask: Ask | undefined
  readonly outcome: Outcome | undefined
  /** Whether it looked at, or writes, anything that was written since it was run. */
  touches(written: Written): boolean
  /** Goes on for as long as what it asks for has been read. */
  advance(): void
  /** What it has cost since this was asked last: rows that it looked at, and steps of merging. */
  spent(): { readonly read: number; readonly steps: number }
}

/** Rows that a group has written, and what else they change the answers to. */
export const createWritten = (rows: Rows) => {
  const docs = new Map<string, AnyDoc>()
  const marks = new Set<string>()
  return {
    docs: docs as ReadonlyMap<string, AnyDoc>,
    marks: marks as ReadonlySet<string>,
    put: (doc: AnyDoc): void => {
      const key = keyOf(doc.kind, doc.id)
      const was = docs.get(key) ?? rows.loaded.get(key)
      for (const one of [was, doc]) {
        if (one?.kind === 'task' && one.parentId !== null) marks.add(`below ${one.parentId}`)
        if (one?.kind === 'label' && one.mergedInto !== null) marks.add(`into ${one.mergedInto}`)
      }
      marks.add(key).add(`of ${doc.kind}`)
      docs.set(key, doc)
    },
  }
}
export type Written = ReturnType<typeof createWritten>

const marksOf = function* (ask: Ask): Generator<string> {
  if ('docs' in ask) for (const { kind, id } of ask.docs) yield keyOf(kind, id)
  else if ('children' in ask) for (const parent of ask.children) yield `below ${parent}`
  else if ('merged' in ask) for (const into of ask.merged) yield `into ${into}`
  else yield `of ${'all' in ask ? ask.all : ask.count}`
}

/**
 * Runs a rule over rows that have been read, and those written on top of them. It is begun once and never begun again: where
 * something has not been read yet it waits, and goes on from there.
 * @param rule adds up in `work` what it costs beside the rows it looks at
 */
export const runRule = (rows: Rows, written: Written, rule: (work: Work) => Rule<readonly AnyDoc[]>): Running => {
  const looked = new Set<string>()
  let running: Rule<readonly AnyDoc[]> | undefined
  let ask: Ask | undefined
  let outcome: Outcome | undefined
  const work: Work = { steps: 0 }
  let cost = 0
  let told = { read: 0, steps: 0 }
  const settle = (step: IteratorResult<Ask, readonly AnyDoc[]>) => {
    if (!step.done) return void (ask = step.value)
    ask = undefined
    outcome = { docs: step.value }
  }
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ask = undefined
      outcome = { refusal: error }
    }
  }
  attempt(() => {
    running = rule(work)
    settle(running.next())
  })
  const advance = () =>
    attempt(() => {
      while (ask && running) {
        const answer = answerFrom(rows, ask)
        if (answer === undefined) return
        for (const mark of marksOf(ask)) looked.add(mark)
        cost += rowsIn(ask, answer)
        if (cost > limits.mutationReads) refuse('too_many', 'That looks at more than one change can.')
        settle(running.next(patched(written.docs, ask, answer, (key) => rows.loaded.get(key))))
      }
    })
  advance()
  return {
    get ask() {
      return ask
    },
    get outcome() {
      return outcome
    },
    touches: ({ marks }) => {
      if (marks.size === 0) return false
      for (const mark of looked) if (marks.has(mark)) return true
      return outcome !== undefined && 'docs' in outcome && outcome.docs.some(({ kind, id }) => marks.has(keyOf(kind, id)))
    },
    advance,
    spent: () => {
      const before = told
      told = { read: cost, steps: work.steps }
      return { read: told.read - before.read, steps: told.steps - before.steps }
    },
  }
}
