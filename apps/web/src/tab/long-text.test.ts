import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { recall, slotsFrom, store } from '../lib/browser-storage.ts'
import { setPageOwner } from '../lib/page-owner.ts'
import { slotOfTab, takeLeftBehind } from '../lib/tab-slots.ts'
import { keepLong } from './long-text.ts'

Object.defineProperty(globalThis, 'localStorage', { value: sessionStorage, configurable: true })
beforeEach(() => {
  setPageOwner('somebody')
  for (const slot of slotsFrom('')) store(slot, null)
  sessionStorage.clear()
})
const [short, long, longer] = ['abc', 'abcdef', 'abcdefg']
const title = slotOfTab('title-1')
const gone = 'title-1-00000000-0000-7000-8000-000000000000'
/** Leaves no room for as much as one character more. */
const fill = () => {
  let text = sessionStorage.getItem('full') ?? ''
  for (let more = 2 ** 23; more >= 1; more /= 2)
    try {
      sessionStorage.setItem('full', text + 'x'.repeat(more))
      text += 'x'.repeat(more)
    } catch {
      // Half as much may fit.
    }
}

test('what is too long is kept until it is shortened or taken back, and is there for the next field', () => {
  const field = keepLong('title-1', 5)
  field.write(short)
  assert.equal(field.keptBy(), null)
  assert.equal(recall(title), null)
  field.write(long)
  field.write(longer)
  assert.equal(field.keptBy(), 'browser')
  const next = keepLong('title-1', 5)
  assert.equal(next.text, longer)
  assert.equal(next.keptBy(), null, 'nothing was written in it')
  next.write(short)
  assert.equal(recall(title), null)
  assert.equal(field.keptBy(), null, 'nobody is told that it is kept')
})

test('a draft is kept whatever its length, and nobody is told of it unless it is too long', () => {
  const field = keepLong('draft-1', 5, 0)
  field.write(short)
  assert.equal(keepLong('draft-1', 5, 0).text, short)
  assert.equal(field.keptBy(), null)
  field.write(long)
  assert.equal(field.keptBy(), 'browser')
  field.write('')
  assert.equal(keepLong('draft-1', 5, 0).text, null)
})

test('a field forgets nothing that another one keeps', () => {
  const panel = keepLong('title-1', 5)
  const row = keepLong('title-1', 5)
  row.write(long)
  panel.write(short)
  panel.write(null)
  assert.equal(recall(title), long)
  assert.equal(row.keptBy(), 'browser')
  row.write(null)
  assert.equal(recall(title), null)
})

test('what another tab left behind is taken up once, by a field in which nothing was written and that has nothing of its own', async () => {
  const takeAll = async (field: ReturnType<typeof keepLong>) => {
    const taken: (string | null)[] = []
    await takeLeftBehind('title-1', (left) => taken.push(field.takeUp(left)))
    return taken
  }
  store(gone, long)
  // Of an earlier build, and another task’s.
  store('title-1', longer)
  store('title-10-gone', long)
  const busy = keepLong('title-1', 5)
  busy.write(short)
  assert.deepEqual(await takeAll(busy), [null, null])
  const field = keepLong('title-1', 5)
  const [one, two] = await takeAll(field)
  assert.ok(one !== null && two === null)
  assert.equal(recall(title), one)
  assert.deepEqual(await takeAll(keepLong('title-1', 5)), [null], 'it has what the first one took')
  field.write(null)
  assert.deepEqual(await takeAll(keepLong('title-1', 5)), [one === long ? longer : long])
  assert.equal(recall('title-10-gone'), long)
})

test('without room the page keeps it, says so, and takes up what was left all the same', async () => {
  store(gone, long)
  store(title, long)
  fill()
  const field = keepLong('title-1', 5)
  field.write(longer)
  assert.deepEqual([field.keptBy(), field.isRoomless()], ['page', true])
  assert.equal(keepLong('title-1', 5).text, longer)
  assert.equal(keepLong('title-1', 5).isRoomless(), true)
  assert.equal(slotsFrom('title-1').filter((slot) => slot === title).length, 1)
  field.write(null)
  assert.deepEqual([recall(title), field.isRoomless()], [null, false])
  fill()
  const next = keepLong('title-1', 5)
  await takeLeftBehind('title-1', (left) => assert.equal(next.takeUp(left), long))
  assert.deepEqual([recall(gone), recall(title), next.isRoomless()], [null, long, false])
})

test('what somebody else at this browser kept is nobody else’s to see', () => {
  keepLong('title-1', 5).write(long)
  setPageOwner('another')
  assert.equal(keepLong('title-1', 5).text, null)
  fill()
  keepLong('title-1', 5).write(longer)
  setPageOwner('somebody')
  assert.equal(keepLong('title-1', 5).text, long)
  setPageOwner(undefined)
  const nobody = keepLong('title-1', 5)
  nobody.write(long)
  assert.deepEqual([nobody.text, nobody.keptBy()], [null, null])
})
