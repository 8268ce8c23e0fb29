import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, createClient } from '../../scripts/cluster/client.ts'

export type Client = ReturnType<typeof createClient>
/** Fewest and most ms that somebody waits who was told to come again. */
const [leastMs, mostMs] = [100, 5_000]
/** How often a session is refreshed until that is answered. */
const refreshes = 60

/** The code of the problem that was answered; its status where it has none. */
export const codeOf = ({ status, text }: Pick<Answer, 'status' | 'text'>): string => {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? `${status}`
  } catch {
    return `${status}`
  }
}
/** Milliseconds until one may come again, as an answer says it; NaN where it does not. */
export const askedMs = ({ headers }: Pick<Answer, 'headers'>): number => Number(headers['retry-after'] ?? Number.NaN) * 1_000
export const waitAsAsked = (answer: Pick<Answer, 'headers'>): Promise<void> => pause(Math.min(mostMs, Math.max(leastMs, askedMs(answer) || 0)))

/** Somebody with an account, whose access is refreshed when it has ended, as programs do. */
export const signUp = async (client: Client, email: string) => {
  const made = await client.ask('/api/v1/auth/register', { method: 'POST', body: { email, password: 'correct horse', name: 'Somebody' } })
  assert.equal(made.status, 201, made.text)
  const { user, csrfToken } = JSON.parse(made.text) as { user: { id: string }; csrfToken: string }
  const jar = new Map<string, string>()
  const keep = ({ headers }: Answer) => {
    for (const set of (headers['set-cookie'] ?? []) as readonly string[]) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s)
      jar.set(name, value)
    }
  }
  keep(made)
  const headers = () => ({ Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'X-CSRF-Token': csrfToken })
  let refreshing: Promise<void> | undefined
  const refreshOnce = async () => {
    for (let tries = 0; tries < refreshes; tries++) {
      const answer = await client.ask('/api/v1/auth/refresh', { method: 'POST', headers: headers() }).catch(() => undefined)
      if (answer && answer.status < 300) return keep(answer)
      if (answer && answer.status < 500) assert.fail(`the session was lost: ${answer.text}`)
      await (answer ? waitAsAsked(answer) : pause(leastMs))
    }
    assert.fail('the session could not be refreshed')
  }
  const refresh = () => (refreshing ??= refreshOnce().finally(() => (refreshing = undefined)))
  return {
    id: user.id,
    headers,
    refresh,
    /** Asks once; a second time only where access had ended. */
    ask: async (by: Client, path: string, init: { method?: string; body?: unknown; headers?: Readonly<Record<string, string>> } = {}): Promise<Answer> => {
      const once = () => by.ask(path, { ...init, headers: { ...headers(), ...init.headers } })
      const answer = await once()
      if (answer.status !== 401) return answer
      await refresh()
      return once()
    },
  }
}
export type Person = Awaited<ReturnType<typeof signUp>>
