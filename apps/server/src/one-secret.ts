import { createHmac } from 'node:crypto'
import { ConfigFaults } from './config.ts'
import type { Store } from './ports/store.ts'

type Records = Pick<Store, 'record' | 'insert' | 'replace'>

const key = 'secrets'
/** Tells keys apart, and nothing of them. */
const markOf = (secret: Buffer): string => createHmac('sha256', secret).update('the key that signs sessions\0').digest('hex').slice(0, 32)
const stored = async (store: Records) => {
  const found = await store.record('instance', key)
  return found && { version: found.version, mark: (found.value as { readonly mark: string }).mark }
}

/**
 * Of the processes that share a store all sign with one key: the first leaves its mark there, whoever comes with another is refused.
 * With two keys each would refuse the sessions of the other, and people would be signed out by whichever they happen to ask.
 * @throws ConfigFaults
 */
export const refuseOtherSecret = async (store: Records, secret: Buffer): Promise<void> => {
  const mark = markOf(secret)
  // Of two that come first one leaves it; the other compares.
  if ((await stored(store)) === undefined && (await store.insert({ table: 'instance', key, owner: key, value: { mark } }))) return
  if ((await stored(store))?.mark === mark) return
  throw new ConfigFaults([
    'SECRETS is another key than the one that the processes over this store sign with: give all of them the same. ' +
      'To go over to another one, stop all of them, run npx muster secrets accept with the new key, and start them again; everybody signs in again.',
  ])
}

/** Makes this key the one that the processes over a store sign with, while none of them runs. */
export const acceptSecret = async (store: Records, secret: Buffer): Promise<void> => {
  const mark = markOf(secret)
  const found = await stored(store)
  const done = found
    ? found.mark === mark || (await store.replace('instance', key, found.version, { mark }))
    : await store.insert({ table: 'instance', key, owner: key, value: { mark } })
  // Somebody did the same at this moment.
  if (!done) await refuseOtherSecret(store, secret)
}
