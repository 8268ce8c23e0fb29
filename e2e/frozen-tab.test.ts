import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchBare } from './devtools.ts'
import { startMuster } from './muster.ts'

let muster: Awaited<ReturnType<typeof startMuster>>
let browser: Awaited<ReturnType<typeof launchBare>>
before(async () => {
  muster = await startMuster()
  browser = await launchBare()
})
after(async () => {
  await browser?.close()
  await muster?.stop()
})

const saved = "document.querySelector('[role=status]')?.textContent === 'All saved'"
const titles = "[...document.querySelectorAll('[role=treegrid] [data-title]')].map((one) => one.textContent).join()"
const leader = "navigator.locks.query().then(({ held }) => held.find(({ name }) => name.startsWith('muster-lead-'))?.clientId)"
const onServer = `(async () => {
  const { user } = await (await fetch('/api/v1/me')).json()
  const { docs } = await (await fetch('/api/v1/spaces/' + user.id + '/changes')).json()
  return docs.filter(({ kind }) => kind === 'task').map(({ title }) => title).sort().join()
})()`

test('the leading tab is hidden and frozen: the other leads, and what each wrote is there once', { timeout: 120_000 }, async () => {
  const one = await browser.open(muster.url)
  await one.until("(document.body?.innerText ?? '').includes('Create your account')")
  await one.evaluate(`fetch('/api/v1/auth/register', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Somebody', email: 'frozen@example.test', password: 'correct horse' }),
  }).then((reply) => reply.status)`)
  await one.send('Page.enable')
  await one.send('Page.reload')
  await one.until(saved)
  const first = await one.evaluate<string>(leader)
  assert.ok(first)

  const two = await browser.open(muster.url)
  await two.until(saved)
  await two.show()
  await one.until("document.visibilityState === 'hidden'")
  await one.evaluate("document.addEventListener('freeze', () => (window.wasFrozen = true)), 0")
  await one.send('Page.setWebLifecycleState', { state: 'frozen' })
  await two.type('Add task', 'While the other slept')
  await two.until(`${saved} && ${titles} === 'While the other slept'`)
  const second = await two.evaluate<string>(leader)
  assert.ok(second && second !== first, 'another worker leads')
  assert.equal(await two.evaluate(onServer), 'While the other slept')

  await one.send('Page.setWebLifecycleState', { state: 'active' })
  await one.show()
  assert.equal(await one.evaluate('window.wasFrozen'), true)
  await one.until(`${titles} === 'While the other slept'`)
  await one.type('Add task', 'Awake again')
  await one.until(saved)
  await two.show()
  await two.until(`${titles} === 'While the other slept,Awake again'`)
  assert.equal(await two.evaluate(onServer), 'Awake again,While the other slept')
})
