import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Pending } from '../replica/pending.ts'
import type { Replica } from '../replica/replica.ts'

let reloads = 0
let waiting: readonly Pending[] = []
let tookOver = () => {}
class Element {
  blur() {
    Object.assign(document, { activeElement: null })
    waiting = [{ id: 'title' } as Pending]
  }
}
Object.assign(globalThis, {
  HTMLElement: Element,
  document: { activeElement: null, querySelector: () => null },
  location: { reload: () => void reloads++ },
})
const browser = (serviceWorker: unknown) => Object.defineProperty(globalThis, 'navigator', { value: { serviceWorker }, configurable: true })
const { reloadWhenStored, useReloading } = await import('./reload.ts')
const replica = { waiting: () => waiting } as unknown as Replica
const settled = () => new Promise((resolve) => setTimeout(resolve, 250))

beforeEach(() => {
  reloads = 0
  waiting = []
  useReloading.setState({ reloading: false })
})

test('what is written while a build takes over is stored before the page goes', async () => {
  browser({
    getRegistration: async () => ({ waiting: { postMessage: () => {} } }),
    addEventListener: (_: string, changed: () => void) => void (tookOver = changed),
  })
  const gone = reloadWhenStored(replica)
  await settled()
  Object.assign(document, { activeElement: new Element() })
  tookOver()
  await settled()
  assert.deepEqual([document.activeElement, reloads], [null, 0])
  waiting = [{ id: 'title', seq: 1 } as Pending]
  await gone
  assert.equal(reloads, 1)
})

test('where a browser has no service workers, or does not tell of them, the page is loaded anew all the same', async () => {
  browser(undefined)
  await reloadWhenStored(replica)
  assert.equal(reloads, 1)
  useReloading.setState({ reloading: false })
  browser({ getRegistration: () => Promise.reject(new Error('not here')) })
  await reloadWhenStored(replica)
  assert.equal(reloads, 2)
})
