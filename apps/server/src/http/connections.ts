import type { RequestListener, Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { limits } from '@muster/core/contract/limits.ts'
import { systemClock, type Clock } from '../ports/clock.ts'
import { createServer } from './node-http.ts'
import { refuseAtOnce, refuseUnreadable } from './problems.ts'
import { endUnread } from './unread.ts'

/** Milliseconds that a connection may take, each for what its name says. */
export interface ConnectionTimes {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number
  /** Between two looks at what is late. */
  readonly lookMs: number
  /** Without a byte in or out while an answer is waited for or written. */
  readonly stuckMs: number
  /** Between an answer and the next request: longer than proxies keep theirs, so that it is they who close. */
  readonly idleMs: number
}
/** Longer than was told, an idle connection is kept: what is sent over it in its last moment is still answered. Milliseconds. */
const idleSpareMs = 1_000
/** What holds where nothing else is said. */
export const usualTimes: ConnectionTimes = { headersMs: 15_000, requestMs: 30_000, lookMs: 3_000, stuckMs: 30_000, idleMs: 72_000 }

/** Requests that came while an earlier one on their connection was unanswered. */
interface Line {
  waiting: number
  last: ServerResponse
}

/**
 * One request at a time on each connection: the next is begun when the answer before it is with the system, so that who sends many
 * and reads nothing costs one answer. Meanwhile nothing more is read; past `limits.pipelinedRequests` the connection ends
 * with the last that fits, and a client sends the others again (RFC 9112, 9.3.2).
 */
const inTurn = (handle: RequestListener): RequestListener => {
  const lines = new WeakMap<Socket, Line>()
  return (request, response) => {
    // It has the connection: no answer is before it.
    if (response.socket !== null) return handle(request, response)
    const { socket } = request
    const line = lines.get(socket) ?? { waiting: 0, last: response }
    lines.set(socket, line)
    if (line.waiting === limits.pipelinedRequests) {
      line.last.shouldKeepAlive = false
      return
    }
    line.waiting++
    line.last = response
    socket.pause()
    response.once('socket', () => {
      line.waiting--
      if (line.waiting === 0) socket.resume()
      handle(request, response)
    })
  }
}

/** Refuses what could be read in two ways by us and by who stands before us (RFC 9112, 3.2 and 6.1). */
const unambiguous =
  (handle: RequestListener): RequestListener =>
  (request, response) => {
    const { host, 'transfer-encoding': coding } = request.headers
    if (host === undefined ? request.httpVersion === '1.1' : host.includes(',')) return refuseAtOnce(response, 'invalid', 'A request names one Host.')
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') return refuseAtOnce(response, 'unsupported_coding', 'Send it chunked, or with its length.')
    return handle(request, response)
  }

/** The HTTP server that the application answers through. What a connection may cost, in time and in bytes, is bounded here. */
export const createHttpServer = (handle: RequestListener, times: Partial<ConnectionTimes> = {}): Server => {
  const { headersMs, requestMs, lookMs, stuckMs, idleMs } = { ...usualTimes, ...times }
  const serve = inTurn(unambiguous(handle))
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: lookMs,
      keepAliveTimeout: idleMs,
      keepAliveTimeoutBuffer: idleSpareMs,
      // A header that is there twice is not silently the first of the two.
      joinDuplicateHeaders: true,
      // What Node answers by itself carries no headers of ours: the lack of a Host is told above.
      requireHostHeader: false,
    },
    serve,
  )
  server.timeout = stuckMs
  endUnread(server, stuckMs, Math.min(lookMs, stuckMs / 60))
  server.maxConnections = limits.connections
  // Nothing is expected of us that we could not do without: it is answered like any other (RFC 9110, 10.1.1).
  server.on('checkExpectation', serve)
  server.on('connect', (_request, socket) => refuseUnreadable(new Error('no proxy'), socket as Socket))
  return server
}

/** A turn of the event loop that took less looked at what had come a moment ago: ms. */
const quietTurnMs = 1
/** After one that took longer, the next is begun so much later: who has just rested is less likely to be interrupted in its turn. ms. */
const restMs = 2
/** Longest that such a turn is waited for: ms. */
const quietWithinMs = 1_000

/**
 * Closes something right after a look at what has come that found nobody new and no request. The system takes connections, and bytes on
 * those that are there, while we do something else: closed then, they are cut unread, and who sent a change cannot know what became of it.
 */
const inQuietTurn = (server: Server, close: () => void): Promise<void> =>
  new Promise((resolve) => {
    const late = performance.now() + quietWithinMs
    let [began, came] = [-Infinity, false]
    const come = () => {
      came = true
    }
    const turn = () => {
      began = performance.now()
      setImmediate(look)
    }
    const look = () => {
      const now = performance.now()
      const quick = now - began < quietTurnMs
      if ((quick && !came) || now > late) {
        close()
        server.off('connection', come).off('request', come)
        return resolve()
      }
      came = false
      if (quick) turn()
      else setTimeout(turn, restMs)
    }
    server.on('connection', come).on('request', come)
    turn()
  })

/** So many times `lingerMs` idle connections are kept at most, for those who send on over others. */
const lingersAtMost = 20

/**
 * Takes no connection any more, and ends when the last has: who stood in line is let in, each gets its next answer, told to close with
 * it. Those that are idle are closed once nobody has sent anything for `lingerMs`: a proxy uses what it keeps one after the other, and
 * may be sending over the next one in this moment.
 */
export const closeConnections = async (server: Server, lingerMs: number, clock: Clock = systemClock): Promise<void> => {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  await inQuietTurn(server, () => NetServer.prototype.close.call(server, () => resolve()))
  const late = clock.now() + lingersAtMost * lingerMs
  let stop = () => {}
  const linger = () => {
    stop()
    stop = clock.after(Math.max(0, Math.min(lingerMs, late - clock.now())), () => void inQuietTurn(server, () => server.closeIdleConnections()))
  }
  server.on('request', linger)
  linger()
  await ended
  stop()
  server.off('request', linger)
}
