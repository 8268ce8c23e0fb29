import type { Problem } from '@muster/core/contract/codes.ts'

export interface Account {
  readonly user: { readonly id: string; readonly email: string; readonly name: string }
  readonly csrfToken: string
}

/** The server said no; `problem` says why in words. */
export class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

let csrf = ''

/** One request to our API. Throws `Refused` on a coded problem, `TypeError` when the network or the server is away. */
export const call = async <Reply>(method: 'GET' | 'POST', path: string, body?: unknown, again = false): Promise<Reply> => {
  // A page that was opened offline has not heard its session's token yet.
  const needsToken = method === 'POST' && path !== '/auth/login' && path !== '/auth/register'
  if (needsToken && !csrf) signedIn(await call<Account>('GET', '/me'))
  const headers: Record<string, string> = csrf ? { 'X-CSRF-Token': csrf } : {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const reply = await fetch(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (reply.status === 204) return undefined as Reply
  const type = reply.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) {
    const problem = (await reply.json()) as Problem
    if (problem.code === 'csrf' && needsToken && !again) {
      // Signed in again elsewhere in this browser: ask for the new session's token, and try once more.
      csrf = ''
      signedIn(await call<Account>('GET', '/me'))
      return call(method, path, body, true)
    }
    throw new Refused(problem)
  }
  if (!reply.ok || !type.startsWith('application/json')) throw new TypeError('The server does not answer as it should.')
  return (await reply.json()) as Reply
}

/** Remembers the token that unsafe requests of this session carry. */
export const signedIn = (account: Account): Account => {
  csrf = account.csrfToken
  return account
}
