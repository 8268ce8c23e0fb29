import type { JournaledMutation, Store } from '../ports/store.ts'
import type { EffectEvent, InnerEffect, OuterEffect } from '../jobs/effects/effect.ts'
import { newTag } from '../new-id.ts'

/** The space whose rev counts what was done for another: nothing but the transaction keeps it from being counted twice. */
export const counterOf = (space: string): string => `counter-${space}`
const isCounted = ({ name }: JournaledMutation) => name === 'task.create@1'

/** An effect in the store: one entry in the space's counter for each event, which says what it counted. */
export const counting = (store: Pick<Store, 'head'>, meanwhile: (event: EffectEvent) => Promise<void> = async () => {}): InnerEffect => ({
  name: 'count',
  wants: isCounted,
  decide: async (event) => {
    const space = counterOf(event.space)
    const head = await store.head(space)
    await meanwhile(event)
    const mutation = { id: event.key, name: 'counted', actor: 'nobody', at: '2026-01-01T00:00:00.000Z', base: 0, hash: '', before: {}, after: {} }
    const entry = { space, rev: (head?.rev ?? 0) + 1, tag: newTag(), mutations: [mutation] }
    return { parts: [{ entry, docs: [], ...(head ? { onto: head.tag } : {}) }] }
  },
})

/** An effect elsewhere. */
export const sending = (send: OuterEffect['send'], name = 'send', target: OuterEffect['target'] = () => 'somewhere'): OuterEffect => ({
  name,
  wants: isCounted,
  target,
  send,
})

/** The keys of all events that were counted for a space, in the order in which they were. */
export const countedFor = async (store: Pick<Store, 'head' | 'entry'>, space: string): Promise<readonly string[]> => {
  const last = (await store.head(counterOf(space)))?.rev ?? 0
  const keys: string[] = []
  for (let rev = 1; rev <= last; rev++) keys.push(...((await store.entry(counterOf(space), rev))?.mutations ?? []).map(({ id }) => id))
  return keys
}
