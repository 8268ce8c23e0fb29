import type { Problem } from '@muster/core/contract/codes.ts'
import { pageOwner } from './page-owner.ts'
import { hearDate } from './hear-date.ts'

export interface Account {
  readonly user: { readonly id: string; readonly email: string; readonly name: string }
  readonly csrfToken: string
  readonly stolen?: boolean
}

/** The server said no; `problem` says why in words, and `retryAfter`, as the header has it, when to ask again. */
export class Refused extends Error {
  readonly problem: Problem
  readonly retryAfter: string | null
  constructor(problem: Problem, retryAfter: string | null = null) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.retryAfter = retryAfter
  }
}
/** Something answered that does not speak as our server does, such as a proxy without one behind it. */
export class Unusable extends TypeError {
  readonly status: number
  readonly retryAfter: string | null
  constructor({ status, headers }: Response) {
    super(`${status}`)
    this.status = status
    this.retryAfter = headers.get('retry-after')
  }
}

type Method = 'GET' | 'POST' | 'DELETE'

let csrf = ''
const otherPerson: Problem = { type: 'about:blank', code: 'wrong_person', status: 409, title: 'Somebody else is signed in by now.' }

/** What is asked by people who have no session, too: nothing of it is refreshed or sent again. */
const sessionless: ReadonlySet<string> = new Set([
  '/auth/login',
  '/auth/register',
  '/auth/refresh',
  '/auth/passkey',
  '/auth/passkey/options',
  '/auth/reset',
  '/auth/reset/ask',
  '/auth/reset/preview',
  '/auth/confirm-address',
  '/invites/preview',
])

/** A server that says nothing for so long is not there: ms. */
const silentMs = 60_000
const send = async <Reply>(method: Method, path: string, body: unknown, signal = AbortSignal.timeout(silentMs)): Promise<Reply> => {
  const headers: Record<string, string> = csrf ? { 'X-CSRF-Token': csrf } : {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const askedAt = Date.now()
  const reply = await fetch(`/api/v1${path}`, { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  hearDate(reply.headers.get('date'), askedAt, Date.now())
  if (reply.status === 204) return undefined as Reply
  const type = reply.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) throw new Refused((await reply.json()) as Problem, reply.headers.get('retry-after'))
  if (!reply.ok || !type.startsWith('application/json')) throw new Unusable(reply)
  return (await reply.json()) as Reply
}

const codeOf = (error: unknown) => (error instanceof Refused ? error.problem.code : undefined)

/**
 * Trades the refresh cookie for a new access cookie, once for all tabs: who waited finds that `me` answers again. That is asked of
 * the server, for what another tab keeps is seen here only some time after its lock is free.
 */
const refresh = (): Promise<void> =>
  navigator.locks.request('muster-refresh', async () => {
    try {
      signedIn(await send<Account>('GET', '/me', undefined))
    } catch (error) {
      if (codeOf(error) !== 'unauthenticated') throw error
      signedIn(await send<Account>('POST', '/auth/refresh', undefined))
    }
  })

/**
 * One request to our API. An access token that ran out is refreshed, and the request sent once more; so is one whose session's
 * token was not ours any more. Throws `Refused` on a coded problem; anything else when the network or the server is away.
 */
export const call = async <Reply>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> => {
  if (sessionless.has(path)) return send<Reply>(method, path, body, signal)
  let refreshed = false
  let reread = false
  for (;;) {
    try {
      // A page that was opened offline has not heard its session's token yet.
      // One of another person's session is not taken: what this page sends is its owner's.
      if (method !== 'GET' && !csrf && !isOwn(signedIn(await send<Account>('GET', '/me', undefined)))) throw new Refused(otherPerson)
      return await send<Reply>(method, path, body, signal)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'unauthenticated' && !refreshed) {
        refreshed = true
        await refresh()
      } else if (code === 'csrf' && method !== 'GET' && !reread) {
        // Signed in again elsewhere in this browser: ask for the new session's token, and try once more.
        reread = true
        csrf = ''
      } else throw error
    }
  }
}

const isOwn = ({ user }: Account): boolean => (pageOwner() ?? user.id) === user.id

/** Remembers the token that unsafe requests of this session carry; that of another person's session is never sent from here. */
export const signedIn = (account: Account): Account => {
  csrf = isOwn(account) ? account.csrfToken : ''
  return account
}
