import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { startServer } from './server.ts'

type Server = Awaited<ReturnType<typeof startServer>>

/** An open stream of somebody, and what it has told so far. */
export const listenTo = async (t: TestContext, server: Pick<Server, 'request'>, person: { readonly headers: Readonly<Record<string, string>> }) => {
  const abort = new AbortController()
  t.after(() => abort.abort())
  const reply = await server.request('/api/v1/events', { headers: person.headers, signal: abort.signal })
  assert.equal(reply.status, 200)
  const told = new Map<string, number>()
  const state = { ended: false }
  void (async () => {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const part of reply.body ?? []) {
        text += decoder.decode(part as Uint8Array, { stream: true })
        const events = text.split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) {
          if (!event.startsWith('data: ')) continue
          const { space, rev } = JSON.parse(event.slice(6)) as { space: string; rev: number }
          assert.ok(rev > (told.get(space) ?? 0), 'a rev is told once, and in order')
          told.set(space, rev)
        }
      }
    } catch {
      // Aborted by the test.
    }
    state.ended = true
  })()
  return { told, state }
}
/** Waits for what comes to pass by itself. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = 10_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(10)) if (await holds()) return
  assert.fail(`it did not come to pass: ${what}`)
}
