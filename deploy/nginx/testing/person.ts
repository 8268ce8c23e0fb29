import assert from 'node:assert/strict'
import type { Ask } from './ask.ts'

let people = 0

/** Somebody with an account, through whatever stands in front. */
export const register = async ({ ask, origin }: Pick<Ask, 'ask'> & { readonly origin: string }) => {
  const json = { 'Content-Type': 'application/json', Origin: origin }
  const body = JSON.stringify({ email: `person${++people}@example.test`, password: 'correct horse', name: 'Somebody' })
  const reply = await ask('/api/v1/auth/register', { method: 'POST', headers: json, body })
  assert.equal(reply.status, 201, reply.text)
  const { user, csrfToken } = JSON.parse(reply.text) as { user: { id: string }; csrfToken: string }
  const cookies = reply.headers['set-cookie'] as string[]
  return {
    space: user.id,
    cookies,
    headers: { ...json, Cookie: cookies.map((set) => set.split(';')[0]).join('; '), 'X-CSRF-Token': csrfToken },
  }
}
export type Person = Awaited<ReturnType<typeof register>>
