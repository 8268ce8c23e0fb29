import { changes, events, push, reach, snapshot, snapshotChunk } from '@muster/core/contract/endpoints/sync.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Doorbell } from '../../live/doorbell.ts'
import { acceptsGzip } from '../../http/accept-encoding.ts'
import { readyJson, sent, type Routes } from '../../http/endpoint.ts'
import { beginEventStream } from '../../http/event-stream.ts'
import { entering } from '../../cache/entering.ts'
import { stateAt, type PageCache } from '../../cache/page-cache.ts'
import type { Quotas } from '../../http/quota.ts'
import type { Sync } from './service.ts'

const readPage = (page: string | undefined): string | null => {
  if (page === undefined) return null
  const text = Buffer.from(page, 'base64url').toString()
  try {
    const parts = JSON.parse(text) as unknown
    if (Array.isArray(parts) && parts.length === 3 && Number.isSafeInteger(parts[0]) && typeof parts[1] === 'string' && typeof parts[2] === 'string')
      return text
  } catch {
    // Told below, together with every other page that is not ours.
  }
  return refuse('invalid', 'That page is not one of ours.')
}

/** Push, pull and the event stream. */
export const registerSyncRoutes = (
  routes: Routes,
  deps: { sync: Sync; doorbell: Doorbell; changesOfOwn: PageCache; changesOfShared: PageCache; quotas: Pick<Quotas, 'networkOf'> },
) => {
  const { sync, doorbell, changesOfOwn, changesOfShared, quotas } = deps

  // One change that cannot be stored refuses itself, not the others it came with.
  routes.add(push, { laxText: true })(async ({ params, body, session, ticket }) =>
    readyJson(200, { results: await sync.push(params.space, session.user.id, body, ticket) }),
  )
  routes.add(changes)(async ({ params: { space }, query, session, ticket, request }) => {
    const [rev = '0', tag = '0'] = query.since?.split('.') ?? []
    const [since, page, actor] = [{ rev: Number(rev), tag }, readPage(query.page), session.user.id]
    const { enter, rev: entered } = entering(() => sync.enter(space, actor, since, ticket))
    const now = await enter()
    // What most who ask are told: the head alone says it.
    if (page === null && now === stateAt(since)) return readyJson(200, { docs: [], tombstones: [], head: now, next: null })
    // A space of one's own is read by one person: no other process is to hear of it.
    const pages = space === actor ? changesOfOwn : changesOfShared
    return pages.answer(request, '', enter, () => sync.pull(space, since, page, entered(), ticket), now)
  })
  for (const endpoint of [snapshot, reach])
    routes.add(endpoint)(async ({ params, session, ticket }) => ({
      status: 200,
      body: await sync.beginSnapshot(params.space, session.user.id, endpoint === snapshot, ticket),
    }))
  routes.add(snapshotChunk)(async ({ params, session, ticket, request, reply }) => {
    const gzipped = acceptsGzip(request.headers['accept-encoding'])
    const bytes = await sync.chunk(params.space, session.user.id, params.from, params.chunk, gzipped, ticket)
    // No shared cache may store it: the next to ask may not see this space.
    void reply.type('application/json; charset=utf-8')
    if (gzipped) void reply.header('Content-Encoding', 'gzip')
    await reply.send(bytes)
    return sent
  })
  routes.add(events)(async ({ session, ticket, request, reply }) => {
    await sync.requireMember(session.user.id, session.user.id, ticket)
    // Asked for its head alone, a stream would never end.
    if (request.method === 'HEAD') await reply.type('text/event-stream; charset=utf-8').send()
    else await doorbell.open(() => beginEventStream(reply), session, quotas.networkOf(request))
    return sent
  })
}
