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
export const call = async <Reply>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> => {
  // A page that was opened offline has not heard its session's token yet.
  if (method === 'POST' && !csrf && !path.startsWith('/auth/')) signedIn(await call<Account>('GET', '/me'))
  const headers: Record<string, string> = csrf ? { 'X-CSRF-Token': csrf } : {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const reply = await fetch(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (reply.status === 204) return undefined as Reply
  const type = reply.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) throw new Refused((await reply.json()) as Problem)
  if (!reply.ok || !type.startsWith('application/json')) throw new TypeError('The server does not answer as it should.')
  return (await reply.json()) as Reply
}

/** Remembers the token that unsafe requests of this session carry. */
export const signedIn = (account: Account): Account => {
  csrf = account.csrfToken
  return account
}
