import type { Mutation, MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { isAcross } from '@muster/core/domain/across.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { argumentFault, storable } from '../../validation/validation.ts'
import type { Across } from '../../journal/across.ts'
import { hashOf } from '../../journal/decide.ts'
import { problem } from '@muster/core/contract/problem.ts'
import type { Store } from '../../ports/store.ts'
import type { Ticket } from '../../ports/ticket.ts'

interface Journal {
  execute(space: string, actor: string, mutations: readonly Mutation[], ticket: Ticket): Promise<readonly MutationResult[]>
}

const faultOf = ({ name, args }: Mutation): string | undefined => (storable(args) ? argumentFault(name, args) : 'args: text or number that cannot be stored')

/** Changes as a client sends them, in order, each applied or refused on its own; those over several spaces in their place among the rest. */
export const createPush = (deps: {
  readonly store: Pick<Store, 'knownMany'>
  readonly journal: Journal
  readonly across: Across
  readonly isMember: (space: string, actor: string, ticket: Ticket) => Promise<boolean>
}) => {
  const { store, journal, across, isMember } = deps

  /** Who left a space, or deleted it, may not have heard the answer: what the journal knows is answered to them again, and nothing else. */
  const answeredBefore = async (
    space: string,
    actor: string,
    mutations: readonly Mutation[],
    ticket: Ticket,
  ): Promise<readonly MutationResult[] | undefined> => {
    const known = await store.knownMany(
      space,
      mutations.map(({ id }) => ({ actor, id })),
      ticket,
    )
    const results = mutations.flatMap((mutation, index): MutationResult[] => {
      const before = known[index]
      return before?.hash === hashOf(mutation) ? [{ id: mutation.id, status: 'applied', rev: before.rev, replayed: true }] : []
    })
    return results.length === mutations.length ? results : undefined
  }

  const one = async (space: string, actor: string, mutation: Mutation, ticket: Ticket): Promise<MutationResult> => {
    const { name } = mutation
    // By its link alone: the right to enter comes with the secret.
    if (name === 'invite.accept@1' || !isAcross(name)) return { id: mutation.id, status: 'refused', problem: problem('unknown_mutation') }
    return across.execute(space, actor, { ...mutation, name }, ticket)
  }

  return async (
    space: string,
    actor: string,
    body: { readonly for: string; readonly mutations: readonly Mutation[] },
    ticket: Ticket,
  ): Promise<readonly MutationResult[]> => {
    const { mutations } = body
    if (!(await isMember(space, actor, ticket)))
      return (await answeredBefore(space, actor, mutations, ticket)) ?? refuse('not_found', 'There is no such space.')
    if (body.for !== actor) refuse('wrong_person', 'Sign in as the person who made these changes.')
    const results = new Map<Mutation, MutationResult>()
    let run: Mutation[] = []
    const flush = async () => {
      const group = run
      run = []
      const done = group.length === 0 ? [] : await journal.execute(space, actor, group, ticket)
      for (const [index, mutation] of group.entries()) results.set(mutation, done[index] as MutationResult)
    }
    for (const mutation of mutations) {
      const fault = faultOf(mutation)
      if (fault !== undefined) results.set(mutation, { id: mutation.id, status: 'refused', problem: problem('invalid', fault) })
      else if (isAcross(mutation.name)) {
        await flush()
        results.set(mutation, await one(space, actor, mutation, ticket))
      } else run.push(mutation)
    }
    await flush()
    return mutations.map((mutation) => results.get(mutation) as MutationResult)
  }
}
