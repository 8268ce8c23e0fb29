import { createHmac } from 'node:crypto'
import { ConfigFaults } from './config.ts'
import type { Secrets } from './accounts/secrets.ts'
import type { Store } from './ports/store.ts'

type Records = Pick<Store, 'record' | 'insert' | 'replace'>

const key = 'secrets'
/** What is left beside a store: the mark of the key that signs, and those of all keys that whoever came last believes. */
interface Left {
  readonly mark: string
  readonly known?: readonly string[]
}
/** Tells keys apart, and nothing of them. */
const markOf = (secret: Buffer): string => createHmac('sha256', secret).update('the key that signs sessions\0').digest('hex').slice(0, 32)
const stored = async (store: Records) => {
  const found = await store.record('instance', key)
  if (!found) return undefined
  const { mark, known = [mark] } = found.value as Left
  return { version: found.version, mark, known }
}

const another =
  'SECRETS is another key than the one that the processes over this store sign with: give all of them the same. ' +
  'To go over to another one and sign nobody out, give all of them both, one a line: first with the new one last, then with it first. ' +
  'Without the old one, stop all of them, run npx muster secrets accept with the new key, and start them again; everybody signs in again.'
const tooSoon =
  'SECRETS begins with a key that the other processes over this store have not been told of: they would sign out whoever comes to them from here. ' +
  'Give all of them both keys with the new one last, and then with it first; or stop all of them and run npx muster secrets accept with these.'

/**
 * Of the processes that share a store all sign with one key: the first leaves its mark there, whoever comes without it is refused. With two
 * keys each would refuse the sessions of the other, and people would be signed out by whichever they happen to ask. A key that follows
 * another signs once whoever came before it believes it.
 * @throws ConfigFaults
 */
export const refuseOtherSecret = async (store: Records, secrets: Secrets): Promise<void> => {
  const known = secrets.map(markOf)
  const [mark = ''] = known
  const value = { mark, known }
  for (;;) {
    const found = await stored(store)
    if (!found) {
      // Of two that come first one leaves it; the other compares.
      if (await store.insert({ table: 'instance', key, owner: key, value })) return
      continue
    }
    if (!known.includes(found.mark)) throw new ConfigFaults([another])
    if (!found.known.includes(mark)) throw new ConfigFaults([tooSoon])
    if (found.mark === mark && found.known.join() === known.join()) return
    if (await store.replace('instance', key, found.version, value)) return
  }
}

/** Makes the first of these keys the one that the processes over a store sign with, while none of them runs. */
export const acceptSecrets = async (store: Records, secrets: Secrets): Promise<void> => {
  const known = secrets.map(markOf)
  const value = { mark: known[0] ?? '', known }
  const found = await stored(store)
  const done = found ? await store.replace('instance', key, found.version, value) : await store.insert({ table: 'instance', key, owner: key, value })
  // Somebody did the same at this moment.
  if (!done) await refuseOtherSecret(store, secrets)
}
