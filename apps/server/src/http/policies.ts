import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { Policy } from '../ports/limiter.ts'

/**
 * What people may ask for. Of what they do all day it is what no person and no import comes to, and what one person cannot take much of a
 * core by (a fresh page is some 0.3 ms); of what costs a hash of a password, or lets somebody guess, it is little.
 */
export const policies = {
  read: { name: 'read', points: 30_000, seconds: 60, ahead: 50 },
  write: { name: 'write', points: 30_000, seconds: 60, atOnce: limits.pushMutations, ahead: 50 },
  /** Chunks of a first load: a hundred thousand tasks are some hundred of them. */
  chunk: { name: 'chunk', points: 6_000, seconds: 60, ahead: 20 },
  /** First loads that are begun. */
  snapshot: { name: 'snapshot', points: 300, seconds: 60 },
  /** Event streams that are opened. */
  stream: { name: 'stream', points: 600, seconds: 60 },
  /** Invitations made and accepted. */
  invite: { name: 'invite', points: 300, seconds: 3_600 },
  /** Of a session whose refresh token we signed: it needs one in ten minutes, and each of its tabs may ask at once. */
  refresh: { name: 'refresh', points: 300, seconds: 60 },
  /** By address: whatever is asked for without a session, and whoever asks with one that is none. */
  anyone: { name: 'anyone', points: 3_000, seconds: 60, ahead: 10 },
  /** By address: accounts that are made, and that somebody tried to make. */
  register: { name: 'register', points: 60, seconds: 3_600 },
  /** By address: passwords that were wrong. */
  signIn: { name: 'sign-in', points: 100, seconds: 600, returns: true },
  /** By address and account: passwords that were wrong. */
  guess: { name: 'guess', points: 10, seconds: 900, returns: true },
  /** By account and browser, where somebody signed in to it before: passwords that were wrong. */
  guessKnown: { name: 'guess-known', points: 10, seconds: 900, returns: true },
  /** By account: passwords that were wrong in all browsers where somebody signed in to it before. Past it those are as others are. */
  guessKnownAll: { name: 'guess-known-all', points: 50, seconds: 900, returns: true },
  /** By account: passwords that were wrong, wherever they came from. Past it an account is under attack, and each address has fewer guesses. */
  attack: { name: 'attack', points: 100, seconds: 3_600, returns: true },
  /** By address: mails that are asked for without a session. */
  askMail: { name: 'ask-mail', points: 30, seconds: 3_600 },
  /** By address and account, whether there is one or not. How many an account gets is bounded where they are written. */
  askMailFor: { name: 'ask-mail-for', points: 5, seconds: 900 },
  /** By account and kind: mails that tell of what was changed. */
  notice: { name: 'notice', points: 10, seconds: 3_600 },
  /** By address: links of mails that are looked at, and used. */
  mailToken: { name: 'mail-token', points: 60, seconds: 3_600 },
} as const satisfies Readonly<Record<string, Policy>>

/** Where nothing tells one caller's address from another's, all of them together have so many times what one has. */
export const crowd = 20

/** Who is counted: the person who is signed in, the session by its refresh token, or the address. */
export type By = 'person' | 'session' | 'address'
/** In which order requests are turned away when there are too many: `first` goes first. Whether we live is always told. */
export type Rank = 'first' | 'read' | 'write' | 'auth'

/** What a request to an endpoint takes. */
export interface Rule {
  readonly policy: Policy
  readonly by: By
  readonly rank: Rank
  /** What it takes by what is in it, where that is more than one. */
  readonly points?: (body: unknown) => number
}

const mutationsOf = (body: unknown): number => (body as { readonly mutations: readonly unknown[] }).mutations.length

/** Where an endpoint takes something else than its kind does, by key; null where nothing is counted. */
const exceptions: Readonly<Record<string, Rule | null>> = {
  // Who asks whether we live is a load balancer: it is to hear the truth, not that it asks too often.
  healthz: null,
  readyz: null,
  openapi: { policy: policies.anyone, by: 'address', rank: 'first' },
  'csp.report': { policy: policies.anyone, by: 'address', rank: 'first' },
  // What a password or an account costs is taken once it is known that one is asked for: `features/auth/`.
  'auth.login': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'auth.register': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'auth.passkeyOptions': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'auth.passkey': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'resets.ask': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'resets.preview': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'resets.set': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'address.ask': { policy: policies.write, by: 'person', rank: 'auth' },
  'address.confirm': { policy: policies.anyone, by: 'address', rank: 'auth' },
  'auth.refresh': { policy: policies.refresh, by: 'session', rank: 'auth' },
  'auth.logout': { policy: policies.write, by: 'person', rank: 'auth' },
  'auth.confirm': { policy: policies.write, by: 'person', rank: 'auth' },
  'auth.password': { policy: policies.write, by: 'person', rank: 'auth' },
  me: { policy: policies.read, by: 'person', rank: 'auth' },
  'invites.create': { policy: policies.invite, by: 'person', rank: 'write' },
  'invites.accept': { policy: policies.invite, by: 'person', rank: 'write' },
  'sync.push': { policy: policies.write, by: 'person', rank: 'write', points: mutationsOf },
  'sync.snapshot': { policy: policies.snapshot, by: 'person', rank: 'first' },
  'sync.reach': { policy: policies.snapshot, by: 'person', rank: 'first' },
  'sync.chunk': { policy: policies.chunk, by: 'person', rank: 'first' },
  'sync.events': { policy: policies.stream, by: 'person', rank: 'read' },
}
/** The endpoints that are told apart by name: each must be one. */
export const namedEndpoints: readonly string[] = Object.keys(exceptions)

/** What a request to an endpoint takes; null where nothing is counted. It is the endpoint's, so that all spellings of its address are one. */
export const ruleOf = ({ key, method, auth }: Pick<Endpoint, 'key' | 'method' | 'auth'>): Rule | null => {
  const exception = exceptions[key]
  if (exception !== undefined) return exception
  if (auth !== 'session') return { policy: policies.anyone, by: 'address', rank: 'read' }
  return method === 'GET' ? { policy: policies.read, by: 'person', rank: 'read' } : { policy: policies.write, by: 'person', rank: 'write' }
}
