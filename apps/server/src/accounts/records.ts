import type { Scope } from '@muster/core/contract/scopes.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Store } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'
import { spellingsOf } from './addresses.ts'

/** What an account is known by to its owner. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
}

/** What an account asks for beside its password. */
export interface SecondFactor {
  /** The seed of the codes, sealed (`sealed.ts`). */
  readonly seed: string
  readonly since: string
  /** The 30 seconds that the last code was of: none of them or of before is taken again. */
  readonly step: number
  /** Codes that were wrong, and when the first of them was. */
  readonly wrong: { readonly count: number; readonly since: string } | null
  /** Hashes of the recovery codes that were not used. */
  readonly recovery: readonly string[]
}

/** A key pair of a device that somebody signs in by: the public half of it. */
export interface Passkey {
  /** As the device names it, base64url. */
  readonly id: string
  readonly name: string
  /** COSE, base64url. */
  readonly publicKey: string
  /** How often it was used, where the device counts. */
  readonly counter: number
  /** What it has answered and could still be answered: when it was asked, in milliseconds since 1970, and the challenge. */
  readonly answered: readonly { readonly at: number; readonly challenge: string }[]
  readonly createdAt: string
  readonly usedAt: string | null
}

/** A row of `users`, keyed by the id of the account. */
export interface UserRecord extends Person {
  readonly passwordHash: string
  /**
   * Grows with each new password and each time the account is disabled: a session stands only while it was begun with the one that is
   * stored. Rows from before it was kept have none, which is 0.
   */
  readonly credentialVersion?: number
  readonly createdAt: string
  readonly instanceOwner: boolean
  readonly disabledAt: string | null
  /** Rows from before there were any have none. */
  readonly secondFactor?: SecondFactor | null
  readonly passkeys?: readonly Passkey[]
  /** When it was shown that mail to the address reaches its owner. Rows from before it was kept have none. */
  readonly confirmedAt?: string | null
}

/** A row of `emails`, keyed by the address as it is compared (`domain/email.ts`); and the row `first` of `instance`. */
export interface OwnerRecord {
  readonly userId: string
}

/** A row of `sessions`, keyed by the session's id. Of the refresh token only the counter is kept: who reads the row cannot make the token. */
export interface SessionRecord {
  readonly userId: string
  /** Of the account, as it was when whoever signed in had shown who they are. */
  readonly credentialVersion?: number
  readonly counter: number
  /** The highest counter whose cookies the browser has shown to hold. */
  readonly shown: number
  readonly rotatedAt: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
  /** When a refresh token of it was used again that nobody should hold any more, which ended it. */
  readonly reusedAt?: string
  /** What the browser said it is. Rows from before it was kept have none. */
  readonly agent?: string
}

/** A row of `keys`, keyed by the hash of the key (`api-key.ts`). */
export interface KeyRecord {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly lastFour: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly usedAt: string | null
}

/** A row of `tokens`, keyed by the hash of the token (`mail-token.ts`). It stands only with the credentials that its account had when it was asked for. */
export interface TokenRecord {
  /** A new password; an address, which becomes the account's or is confirmed. */
  readonly purpose: 'reset' | 'address'
  readonly userId: string
  readonly credentialVersion: number
  /** Where it was mailed to. */
  readonly email: string
  /** The address of the account at that time. */
  readonly before: string
  /** When that was confirmed. Each use of a link to an address changes it, so none opens twice. */
  readonly confirmedAt: string | null
  readonly createdAt: string
  readonly expiresAt: string
}

/** A record as it was read, to be replaced by compare-and-set. */
export interface Versioned<Value> {
  readonly value: Value
  readonly version: number
}

export const credentialVersionOf = ({ credentialVersion = 0 }: Pick<UserRecord, 'credentialVersion'>): number => credentialVersion
export const personOf = ({ id, email, name }: UserRecord): Person => ({ id, email, name })

/** Whether a session was begun with the credentials that its account has now, and the account may be used. Time is looked at elsewhere. */
export const credentialsStand = (user: UserRecord | undefined, session: Pick<SessionRecord, 'credentialVersion'>): user is UserRecord =>
  user !== undefined && user.disabledAt === null && credentialVersionOf(user) === (session.credentialVersion ?? 0)

/** So often a record that others change meanwhile is read again, before they are told to wait. */
const changeTries = 32

/** Reads and changes the records of accounts, typed. */
export const createAccountRecords = (store: Pick<Store, 'record' | 'records' | 'replace'>) => {
  const read = async <Value>(table: 'users' | 'sessions' | 'emails' | 'keys' | 'tokens', key: string, bound?: Bound) =>
    (await store.record(table, key, bound)) as Versioned<Value> | undefined

  const user = (id: string, bound?: Bound) => read<UserRecord>('users', id, bound)
  /** Those of many rows that there are, each with its account, in two reads. */
  const withUsers = async <Row extends { readonly userId: string }>(table: 'sessions' | 'keys', keys: readonly string[]) => {
    const rows = (await store.records(table, keys)) as ReadonlyMap<string, Versioned<Row>>
    const ids = new Set([...rows.values()].map(({ value }) => value.userId))
    const users = (await store.records('users', [...ids])) as ReadonlyMap<string, Versioned<UserRecord>>
    return [...rows].map(([key, { value }]) => ({ key, row: value, user: users.get(value.userId)?.value }))
  }
  /** The account that an address names, in whichever spelling it is typed, also where it was recorded in another before. */
  const userByEmail = async (email: string, bound?: Bound): Promise<Versioned<UserRecord> | undefined> => {
    const named = await store.records('emails', spellingsOf(email), bound)
    for (const spelling of spellingsOf(email)) {
      const found = named.get(spelling)
      if (found) return user((found.value as OwnerRecord).userId, bound)
    }
    return undefined
  }

  return {
    user,
    userByEmail,
    session: (sid: string, bound?: Bound) => read<SessionRecord>('sessions', sid, bound),
    key: (hash: string, bound?: Bound) => read<KeyRecord>('keys', hash, bound),
    token: (hash: string, bound?: Bound) => read<TokenRecord>('tokens', hash, bound),
    sessionsWithUsers: (sids: readonly string[]) => withUsers<SessionRecord>('sessions', sids),
    keysWithUsers: (hashes: readonly string[]) => withUsers<KeyRecord>('keys', hashes),
    /** Changes an account by compare-and-set: what others wrote meanwhile is read again, and stays. Refuses `busy`. */
    changeUser: async (id: string, fields: (user: UserRecord) => Partial<UserRecord>): Promise<UserRecord | undefined> => {
      for (let tries = 0; tries < changeTries; tries++) {
        const stored = await user(id)
        if (!stored) return undefined
        const changed = { ...stored.value, ...fields(stored.value) }
        if (await store.replace('users', id, stored.version, changed)) return changed
      }
      return refuse('busy', 'Try again in a moment.')
    },
  }
}
