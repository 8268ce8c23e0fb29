import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { closed, Id } from '@muster/core/contract/schemas/common.ts'
import { Cursor, PushBody } from '@muster/core/contract/schemas/sync.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Sessions } from '../../http/session.ts'
import type { Doorbell } from '../../http/doorbell.ts'
import type { Sync } from './service.ts'

const Params = closed({ space: Id })
const Query = closed({ since: Type.Optional(Cursor), page: Type.Optional(Type.String({ maxLength: 400, pattern: '^[A-Za-z0-9_-]+$' })) })

const readPage = (page: string | undefined): string | null => {
  if (page === undefined) return null
  const text = Buffer.from(page, 'base64url').toString()
  try {
    const parts = JSON.parse(text) as unknown
    if (Array.isArray(parts) && parts.length === 3 && Number.isSafeInteger(parts[0]) && typeof parts[1] === 'string' && typeof parts[2] === 'string') return text
  } catch {
    // Told below, together with every other page that is not ours.
  }
  return refuse('invalid', 'That page is not one of ours.')
}

/** Push, pull and the event stream. */
export const registerSyncRoutes = (app: FastifyInstance, deps: { sync: Sync; sessions: Sessions; doorbell: Doorbell }) => {
  const { sync, sessions, doorbell } = deps

  app.post<{ Params: { space: string }; Body: PushBody }>('/api/v1/spaces/:space/mutations', { schema: { params: Params, body: PushBody } }, async (request) => {
    const { user } = await sessions.require(request)
    return { results: await sync.push(request.params.space, user.id, request.body) }
  })
  app.get<{ Params: { space: string }; Querystring: { since?: string; page?: string } }>(
    '/api/v1/spaces/:space/changes',
    { schema: { params: Params, querystring: Query } },
    async (request) => {
      const { user } = await sessions.require(request)
      const [rev = '0', tag = '0'] = request.query.since?.split('.') ?? []
      return sync.pull(request.params.space, user.id, { rev: Number(rev), tag }, readPage(request.query.page))
    },
  )
  app.get('/api/v1/events', async (request, reply) => {
    const { user } = await sessions.require(request)
    await sync.requireMember(user.id, user.id)
    reply.hijack()
    doorbell.open(reply, user.id)
  })
}
