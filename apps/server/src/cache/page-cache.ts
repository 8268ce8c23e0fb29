import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Head } from '../ports/store.ts'
import type { Cache } from '../ports/cache.ts'
import type { Ready } from '../http/endpoint.ts'
import { acceptsGzip } from '../http/accept-encoding.ts'
import { notModified, privateNoCache } from '../http/etag.ts'
import { fetchElsewhere } from './elsewhere.ts'
import { createOnce } from './once.ts'

/** The state of a space at a head, as text. */
export const stateAt = ({ rev, tag }: Head): string => `${rev}.${tag}`

/** A page and what it shows. */
export interface Built {
  /** All that the page is made of beside the address and whom it is of: which spaces, and where they are. */
  readonly state: string
  /** The page as it is sent. */
  readonly bytes: Buffer
  /** Whether it would be the same, byte for byte, if it were made now; left out where only the state tells. */
  readonly holds?: () => boolean
}
/** What a page is known by in one state, and in later ones for as long as it holds. */
interface Mark {
  readonly state: string
  holds?: () => boolean
  readonly key: string
  readonly packedKey: string
  /** Weak: it stands for what the page says, packed or not (RFC 9110, 8.8.1). */
  readonly tag: string
  readonly fields: readonly string[]
}
interface Page {
  readonly mark: Mark
  readonly bytes: Buffer
}

const markedUrls = 5_000
/** Longest wait for another process that makes the same page: ms, more than any page takes. */
const patienceMs = 200
/** Bytes below which a page fits into one packet as it is. */
const packedFrom = 1_400
/** Stands for a page that is hardly smaller packed. */
const notWorth = Buffer.alloc(0)
const worth = 0.8

const pack = promisify(gzip)
const typed = ['Content-Type', 'application/json; charset=utf-8']
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/**
 * Pages as bytes, each made once for a state of what it shows, and known by the state that it was made in: a later one that leaves
 * all that it was made of as it was has the same page. What the state is, and who may see it, is never cached: both
 * are asked for with each request.
 * @param code names the build that makes pages: another one makes others
 * @param byClients whether who is sent a page may hold it, and ask whether it still is the one
 */
export const createPageCache = (cache: Cache, code: string, byClients = true) => {
  const marks = new LRUCache<string, Mark>({ max: markedUrls })
  const buildOnce = createOnce<Page>()
  const packOnce = createOnce<Buffer>()

  /** The address is route and parameters in one. The same page at two addresses is cached twice. */
  const markAt = (address: string, state: string): Mark => {
    const key = hashOf(`${code} ${address} ${state}`).slice(0, 22)
    const tag = `W/"${key}"`
    return {
      state,
      key,
      packedKey: `${key}.gz`,
      tag,
      fields: byClients ? [...Object.entries(privateNoCache).flat(), 'ETag', tag] : ['Cache-Control', 'no-store'],
    }
  }
  const markOf = (address: string, state: string): Mark => {
    const known = marks.get(address)
    if (known && (known.state === state || known.holds?.())) return known
    const mark = markAt(address, state)
    marks.set(address, mark)
    return mark
  }
  const build = async (address: string, make: () => Promise<Built>): Promise<Page> => {
    const { state, bytes, holds } = await make()
    // What no longer holds is not what a mark stands for that does: another may have been read since, and have come before.
    const mark = holds?.() === false ? markAt(address, state) : markOf(address, state)
    if (holds) mark.holds = holds
    cache.set(mark.key, bytes)
    return { mark, bytes }
  }
  /** What another process has made in this very state, or is making. It comes with what it is packed, if it was. */
  const known = async (mark: Mark): Promise<Page | undefined> => {
    const bytes = await fetchElsewhere(cache, [mark.key, mark.packedKey], patienceMs)
    return bytes && { mark, bytes }
  }
  const packed = ({ mark: { packedKey }, bytes }: Page): Promise<Buffer> =>
    packOnce(packedKey, async () => {
      const known = cache.get(packedKey)
      if (known) return known
      const smaller = await pack(bytes)
      const sent = smaller.length < bytes.length * worth ? smaller : notWorth
      cache.set(packedKey, sent)
      return sent
    })

  const tell = (mark: Mark, bytes: Buffer, ...more: readonly string[]): Ready => ({
    status: 200,
    fields: [...mark.fields, ...typed, ...more, 'Content-Length', String(bytes.length)],
    bytes,
  })
  const tellPacked = (mark: Mark, bytes: Buffer): Ready => tell(mark, bytes, 'Content-Encoding', 'gzip')

  return {
    /**
     * Answers with the page as it is, or that it is what the client holds.
     * @param of whose page it is, where the address does not tell
     * @param enter lets whoever asks in, or throws, and says what the state is; asked again when the page shows a later one
     * @param make reads the page, in a state that is no earlier
     * @param entered what the state is, where whoever asks was let in already
     */
    answer: async (request: FastifyRequest, of: string, enter: () => Promise<string>, make: () => Promise<Built>, entered?: string): Promise<Ready> => {
      const state = entered ?? (await enter())
      const { url, headers } = request
      const address = `${of} ${url}`
      const mark = markOf(address, state)
      if (byClients && headers['if-none-match'] !== undefined && notModified(request, mark.tag)) return { status: 304, fields: mark.fields, bytes: null }
      const gzipped = acceptsGzip(headers['accept-encoding'])
      const ready = gzipped ? cache.get(mark.packedKey) : undefined
      if (ready && ready.length > 0) return tellPacked(mark, ready)
      const bytes = cache.get(mark.key)
      const page = bytes ? { mark, bytes } : await buildOnce(mark.key, async () => (await known(mark)) ?? build(address, make))
      if (!bytes && page.mark.state !== state) await enter()
      if (!gzipped || ready || page.bytes.length < packedFrom) return tell(page.mark, page.bytes)
      const smaller = await packed(page)
      return smaller.length > 0 ? tellPacked(page.mark, smaller) : tell(page.mark, page.bytes)
    },
  }
}
export type PageCache = ReturnType<typeof createPageCache>
