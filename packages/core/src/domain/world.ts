import type { Code } from '../contract/codes.ts'
import type { Kind, Role } from '../contract/kinds.ts'
import type { AnyDoc, DocByKind, TaskDoc } from '../contract/schemas/documents.ts'
import type { Work } from './align-lines.ts'
import { isCounted, type Ask, type Rule } from './ask.ts'

/** A space in memory, for whoever runs rules on rows that are there already. What a browser leaves out, it lets the server judge. */
export interface World {
  get<K extends Kind>(kind: K, id: string): DocByKind[K] | undefined
  /** The tasks right below a task, those in the trash too. */
  readonly children?: (taskId: string) => readonly TaskDoc[]
  readonly all?: <K extends Kind>(kind: K) => readonly DocByKind[K][]
}

/** What a space in memory answers. */
export const answerOf = (world: World, ask: Ask): unknown => {
  if ('docs' in ask) return ask.docs.map(({ kind, id }) => world.get(kind, id))
  if ('children' in ask) return ask.children.flatMap((id) => world.children?.(id) ?? []).slice(0, ask.atMost)
  if ('merged' in ask) {
    const into = new Set<string | null>(ask.merged)
    return (world.all?.('label') ?? []).filter(({ mergedInto }) => mergedInto !== null && into.has(mergedInto)).slice(0, ask.atMost)
  }
  if ('all' in ask) return (world.all?.(ask.all) ?? []).slice(0, ask.atMost)
  return Math.min(ask.atMost, (world.all?.(ask.count) ?? []).filter(isCounted).length)
}

/** Runs a rule to its end, at once. */
export const run = <T, A>(rule: Rule<T, A>, answer: (ask: A) => unknown): T => {
  let step = rule.next()
  while (!step.done) step = rule.next(answer(step.value))
  return step.value
}

/** What a change stamps on the rows it writes. */
export interface Stamp {
  readonly actor: string
  /** The server's clock at the commit: when rows are updated, deleted, left or used up. A browser, until it is answered, takes `clientAt`. */
  readonly at: string
  /** When the person did it, by the device: believed within bounds (`claimedAt`), for when something was made or done. */
  readonly clientAt: string
}

/** Who acts, where and when. Not in which role: a server runs a rule before it has read that, and asks `mustBeAllowed` once it has. */
export interface Context extends Stamp {
  readonly space: string
  /** Adds up what the rule costs beside the rows it looks at, for whoever bounds it. */
  readonly work?: Work
}

/** The same with the role, for whoever asks first whether it is allowed. */
export interface InRole extends Context {
  readonly role: Role
}

/** From arguments to the rows as they are afterwards. */
export type Mutator<Args> = (args: Args, context: Context) => Rule<readonly AnyDoc[]>

/** A change that the rules do not allow, with a code both sides know. */
export class Refusal extends Error {
  readonly code: Code
  constructor(code: Code, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Ends the mutator: nothing of it takes effect. */
export const refuse = (code: Code, detail: string): never => {
  throw new Refusal(code, detail)
}
