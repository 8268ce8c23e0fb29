import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'
import type { WriteRequest } from '../journal/writes.ts'

const uuid = /^"?([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"?$/

/** What a request says of the change that it asks for. Refuses `invalid` an `Idempotency-Key` that is no UUID. */
export const writeRequest = (request: FastifyRequest): WriteRequest => {
  const header = request.headers['idempotency-key']
  const key =
    header === undefined
      ? undefined
      : (typeof header === 'string' && uuid.exec(header)?.[1]) || refuse('invalid', 'An Idempotency-Key is a UUID in lower case.')
  return {
    ticket: request.ticket,
    key,
    hash: () =>
      createHash('sha256')
        .update(`${request.method} ${request.url}\n${JSON.stringify(request.body)}`)
        .digest('base64url'),
  }
}
