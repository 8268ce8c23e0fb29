import type { startServer } from './server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
export type Person = Awaited<ReturnType<Server['register']>>

/** What a request of the resource API was answered with: `body` is null where there was none, and holds of the fields that have a type here those that its kind of answer has. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>> & {
    readonly id: string
    readonly order: string
    readonly token: string
    readonly items: readonly Readonly<Record<string, unknown>>[]
    readonly nextCursor: string | null
    readonly code: string
  }
}

/** Sends requests as people send them whose program signed in: their cookie and token, and our own origin. */
export const createAsk =
  (server: Server) =>
  async (person: Person | null, method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Told> => {
    const reply = await server.request(`/api/v1${path}`, {
      method,
      headers: { Origin: server.url, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...person?.headers, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text === '' ? null : JSON.parse(text)) as Told['body'] }
  }
export type Ask = ReturnType<typeof createAsk>

/** A space of its own, with its owner and one member of each role below. */
export const spaceOfAll = async (server: Server, ask: Ask) => {
  const [owner, admin, editor, viewer, stranger] = await Promise.all([1, 2, 3, 4, 5].map(() => server.register()))
  if (!owner || !admin || !editor || !viewer || !stranger) throw new Error('nobody came')
  const space = (await ask(owner, 'POST', '/spaces', { name: 'Garden', color: 'green' })).body.id
  const enter = async (person: Person, role: 'admin' | 'editor' | 'viewer') => {
    const { token } = (await ask(owner, 'POST', `/spaces/${space}/invites`, { role })).body
    const { status } = await ask(person, 'POST', '/invites/accept', { token })
    if (status !== 200) throw new Error(`nobody came in: ${status}`)
  }
  await enter(admin, 'admin')
  await enter(editor, 'editor')
  await enter(viewer, 'viewer')
  return { space, owner, admin, editor, viewer, stranger, enter }
}
