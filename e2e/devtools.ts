import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { guard } from '../scripts/testing/guard.ts'

interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/**
 * A Chromium driven over its own protocol alone. Playwright keeps every page visible, and a visible page is never frozen;
 * here a tab behind another one is hidden, as it is for people.
 */
export const launchBare = async () => {
  const profile = mkdtempSync(join(tmpdir(), 'muster-bare-'))
  const child = spawn(
    '/usr/bin/chromium',
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  guard(child, { folder: profile })
  let address = ''
  for await (const line of createInterface(child.stderr)) {
    address = /DevTools listening on (ws:\S+)/.exec(line)?.[1] ?? ''
    if (address) break
  }
  child.stderr.resume()
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const waiting = new Map<number, { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void }>()
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as Answer
    const one = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !one) return
    waiting.delete(id)
    if (error) one.failed(new Error(error.message))
    else one.done(result)
  }
  let last = 0
  const send = <Result>(method: string, params: object = {}, sessionId?: string) =>
    new Promise<Result>((done, failed) => {
      const id = ++last
      waiting.set(id, { done: done as (value: unknown) => void, failed })
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  return {
    open: async (url: string) => {
      const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url })
      const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
      const evaluate = async <Value>(expression: string): Promise<Value> => {
        const { result, exceptionDetails } = await send<{ result: { value: Value }; exceptionDetails?: { text: string } }>(
          'Runtime.evaluate',
          { expression, awaitPromise: true, returnByValue: true },
          sessionId,
        )
        if (exceptionDetails) throw new Error(exceptionDetails.text)
        return result.value
      }
      return {
        evaluate,
        send: (method: string, params: object = {}) => send(method, params, sessionId),
        show: () => send('Target.activateTarget', { targetId }),
        /** Waits until an expression is true in the page. */
        until: async (expression: string, ms = 30_000) => {
          // While a page loads there is nothing yet to ask it in.
          for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100)))
            if (await evaluate<boolean>(expression).catch(() => false)) return
          throw new Error(`never true within ${ms} ms: ${expression}`)
        },
        /** Types into a field as a person does who pastes and presses Enter. */
        type: async (label: string, text: string) => {
          await evaluate(`document.querySelector('[aria-label=${JSON.stringify(label)}]').focus()`)
          await send('Input.insertText', { text }, sessionId)
          for (const type of ['keyDown', 'keyUp'])
            await send('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }, sessionId)
        },
      }
    },
    close: async () => {
      socket.close()
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}
