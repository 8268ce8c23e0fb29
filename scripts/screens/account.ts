import { newId } from '../../apps/web/src/lib/new-id.ts'

interface Change {
  readonly name: string
  readonly args: unknown
}
const mostAtOnce = 200
export const password = 'correct horse'

/** A person at a server, without a browser: registered, and able to send changes to their spaces. */
export const register = async (url: string, email: string, name: string) => {
  const headers: Record<string, string> = { Origin: url, 'Content-Type': 'application/json' }
  const post = async (path: string, body: unknown) => {
    const reply = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return reply
  }
  const reply = await post('/auth/register', { email, name, password })
  const { user, csrfToken } = (await reply.json()) as { user: { id: string }; csrfToken: string }
  headers['Cookie'] = reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  headers['X-CSRF-Token'] = csrfToken
  return {
    id: user.id,
    post,
    /** Sends changes in order; throws at the first that is refused. */
    push: async (space: string, changes: readonly Change[]): Promise<void> => {
      for (let from = 0; from < changes.length; from += mostAtOnce) {
        const mutations = changes.slice(from, from + mostAtOnce).map((change) => ({ ...change, id: newId(), base: 0, clientAt: new Date().toISOString() }))
        const { results } = (await (await post(`/spaces/${space}/mutations`, { for: user.id, mutations })).json()) as {
          results: readonly { status: string; problem?: unknown }[]
        }
        const refused = results.findIndex(({ status }) => status !== 'applied')
        if (refused >= 0) throw new Error(`${JSON.stringify(mutations[refused])}: ${JSON.stringify(results[refused]?.problem)}`)
      }
    },
  }
}
export type Account = Awaited<ReturnType<typeof register>>
