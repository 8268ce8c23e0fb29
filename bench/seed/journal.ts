import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import { createAcross } from '../../apps/server/src/journal/across.ts'
import { createJournal } from '../../apps/server/src/journal/execute.ts'
import { createTurns } from '../../apps/server/src/journal/turns.ts'
import { newId } from '../../apps/server/src/new-id.ts'
import { systemClock } from '../../apps/server/src/ports/clock.ts'
import { issueTicket } from '../../apps/server/src/ports/ticket.ts'
import type { Store } from '../../apps/server/src/ports/store.ts'

const now = () => new Date()

/** A mutation as a client would send it. */
export const mutationOf = <K extends MutationName>(name: K, args: unknown) => ({
  id: newId(now()),
  name,
  args,
  base: 0,
  clientAt: now().toISOString(),
})

/** Writes through the server's own journal, without HTTP: full groups, the same rules, the same rows. */
export const openJournal = (store: Store) => {
  const turns = createTurns()
  const journal = createJournal({ store, now, turns, committed: () => {}, culprit: () => {}, groupWorkMs: 10_000 })
  const across = createAcross({ store, now, turns, committed: () => {}, culprit: () => {} })
  const ticket = () => issueTicket(systemClock, 0, 120_000).ticket
  const must = ({ status, ...rest }: { readonly status: string }) => {
    if (status !== 'applied') throw new Error(`seeding was refused: ${JSON.stringify(rest)}`)
  }
  return {
    /** Mutations of one space, as one group where they fit. */
    write: async (space: string, actor: string, mutations: readonly ReturnType<typeof mutationOf>[]): Promise<void> => {
      for (const result of await journal.execute(space, actor, mutations, ticket())) must(result)
    },
    /** A change that reaches over spaces. */
    writeAcross: async (space: string, actor: string, name: 'space.create@1' | 'invite.accept@1', args: unknown): Promise<void> =>
      must(await across.execute(space, actor, { ...mutationOf(name, args), name }, ticket())),
  }
}
export type Journal = ReturnType<typeof openJournal>
