import { limits } from '@muster/core/contract/limits.ts'
import type { ApiKey, ApiKeyBody } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { isInstant } from '@muster/core/domain/instant.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { hashOfKey, makeApiKey } from '../../accounts/api-key.ts'
import { createAccountRecords, personOf, type KeyRecord, type UserRecord, type Versioned } from '../../accounts/records.ts'
import { createRecent } from '../../cache/recent.ts'
import type { Keyed, Session } from '../../accounts/session.ts'
import { newId } from '../../new-id.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'

const day = 86_400_000
/** When a key ends that nobody said more of, and when at the latest, in days. */
const [usualDays, mostDays] = [90, 366]
/** As old as what was read of a key may be, so long is its last use right; milliseconds. */
const [cachedMs, usedMs] = [5_000, 3_600_000]
const cachedKeys = 10_000

interface State {
  readonly keyed: Keyed
  readonly readAt: number
}

/** Begins the name that a key goes by where sessions go by their ids: no id of a session has a space. */
const asSession = 'key '

/** API keys: made, shown, looked at (at most 5 s late), taken back. One stands while it has not expired and its account may be used. */
export const createKeys = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'insert' | 'replace' | 'owned' | 'removeRecords'>
  readonly now: () => Date
}) => {
  const { store, now } = deps
  const accounts = createAccountRecords(store)
  const recent = createRecent<State>(cachedKeys)

  const stands = (key: KeyRecord, user: UserRecord | undefined): user is UserRecord =>
    Date.parse(key.expiresAt) > now().getTime() && user !== undefined && user.disabledAt === null
  /** That it was used is noted once an hour, and not waited for: who asks must not be refused for it. */
  const noteUse = (hash: string, { value, version }: Versioned<KeyRecord>): void => {
    const at = now()
    if (value.usedAt !== null && at.getTime() - Date.parse(value.usedAt) < usedMs) return
    store.replace('keys', hash, version, { ...value, usedAt: at.toISOString() }).catch(() => {})
  }
  const shown = ({ userId: _, ...key }: KeyRecord): ApiKey => ({ ...key, scopes: [...key.scopes] })
  const owned = async (userId: string, bound?: Bound) => {
    const rows = await store.owned('keys', userId, 2 * limits.keysPerPerson, bound)
    return rows.map(({ key: hash, version, value }) => ({ hash, version, value: value as KeyRecord })).toSorted((a, b) => (a.value.id < b.value.id ? 1 : -1))
  }

  return {
    /** Who asks by a key, as it was read less than 5 s ago; undefined when it has to be read. */
    known: (token: string): Keyed | undefined => {
      const cached = recent.get(token)
      const age = cached ? now().getTime() - cached.readAt : -1
      return cached && age >= 0 && age < cachedMs && Date.parse(cached.keyed.session.expiresAt) > now().getTime() ? cached.keyed : undefined
    },
    /** Who asks by a key; undefined when it is none, or none any more. */
    find: async (token: string, bound?: Bound): Promise<Keyed | undefined> => {
      const [readAt, since, hash] = [now().getTime(), recent.since(), hashOfKey(token)]
      const stored = await accounts.key(hash, bound)
      if (!stored) return undefined
      const key = stored.value
      const user = (await accounts.user(key.userId, bound))?.value
      if (!stands(key, user)) return undefined
      const session: Session = { sid: asSession + hash, counter: 0, user: personOf(user), expiresAt: key.expiresAt, createdAt: key.createdAt }
      const keyed: Keyed = { session, scopes: key.scopes }
      recent.hold(token, { keyed, readAt }, since)
      noteUse(hash, stored)
      return keyed
    },
    /** Those of some sessions' names that are keys', and stand. */
    alive: async (names: readonly string[]): Promise<ReadonlySet<string>> => {
      const hashes = names.flatMap((name) => (name.startsWith(asSession) ? name.slice(asSession.length) : []))
      if (hashes.length === 0) return new Set()
      return new Set((await accounts.keysWithUsers(hashes)).flatMap(({ key, row, user }) => (stands(row, user) ? asSession + key : [])))
    },
    /** Somebody's keys, the newest first. */
    list: async (userId: string, bound?: Bound): Promise<readonly ApiKey[]> => (await owned(userId, bound)).map(({ value }) => shown(value)),
    /** Makes a key; the token is shown once. Refuses `too_many`, and `invalid` an end that is past or too far away. */
    create: async (userId: string, { name, scopes, expiresAt }: ApiKeyBody, ticket?: Ticket): Promise<{ key: ApiKey; token: string }> => {
      const at = now().getTime()
      if (expiresAt !== undefined && !isInstant(expiresAt)) refuse('invalid', 'expiresAt is no moment.')
      const ends = expiresAt === undefined ? at + usualDays * day : Date.parse(expiresAt)
      if (ends <= at || ends > at + mostDays * day) refuse('invalid', `A key ends within ${mostDays} days from now.`)
      if ((await owned(userId, ticket)).length >= limits.keysPerPerson)
        refuse('too_many', `A person has ${limits.keysPerPerson} keys at most: take one back first.`)
      const token = makeApiKey()
      const value: KeyRecord = {
        id: newId(now()),
        userId,
        name: name.trim(),
        scopes,
        lastFour: token.slice(-4),
        createdAt: new Date(at).toISOString(),
        expiresAt: new Date(ends).toISOString(),
        usedAt: null,
      }
      ticket?.markSent()
      await store.insert({ table: 'keys', key: hashOfKey(token), owner: userId, value }, ticket)
      return { key: shown(value), token }
    },
    /** Takes one of somebody's keys back. */
    remove: async (userId: string, id: string, ticket?: Ticket): Promise<void> => {
      // Its use may be noted meanwhile.
      for (;;) {
        const found = (await owned(userId, ticket)).find(({ value }) => value.id === id)
        if (!found) break
        ticket?.markSent()
        await store.removeRecords('keys', [{ key: found.hash, version: found.version }])
      }
      recent.forget()
    },
    /** Takes all of somebody's keys back. */
    removeAll: async (userId: string, ticket?: Ticket): Promise<void> => {
      for (;;) {
        const those = await owned(userId, ticket)
        if (those.length === 0) break
        await store.removeRecords(
          'keys',
          those.map(({ hash, version }) => ({ key: hash, version })),
        )
      }
      recent.forget()
    },
    /** Forgets what was read: accounts were changed behind our back. */
    forget: (): void => recent.forget(),
  }
}
export type ApiKeys = ReturnType<typeof createKeys>
