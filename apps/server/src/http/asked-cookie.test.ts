import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Secrets } from '../accounts/secrets.ts'
import { createAskedCookie } from './asked-cookie.ts'

const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
/** A browser, which keeps what it is told to. */
const createBrowser = () => {
  const jar = new Map<string, string>()
  const reply = {
    header: (_: string, sets: readonly string[]) => {
      for (const one of sets) {
        const [, name = '', value = '', seconds] = /^([^=]+)=([^;]*);.*Max-Age=(\d+)$/.exec(one) ?? assert.fail(one)
        if (seconds === '0') jar.delete(name)
        else jar.set(name, value)
      }
    },
  } as unknown as FastifyReply
  const request = () => ({ headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } }) as FastifyRequest
  return { jar, reply, request }
}
const signing = (...secrets: Secrets) => createAskedCookie({ secrets, secure: true, seconds: 300 })

test('what was asked last is answered once, by whichever process, while one key follows another', () => {
  for (const [first, second] of [
    [signing(old, fresh), signing(fresh, old)],
    [signing(fresh, old), signing(old, fresh)],
  ] as const) {
    const { jar, reply, request } = createBrowser()
    first.set(reply, 'a')
    second.set(reply, 'b')
    assert.equal(first.take(request(), reply), 'b')
    assert.equal(second.take(request(), reply), undefined)
    assert.equal(jar.size, 0)
  }
})
