import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { slotsFrom } from '../lib/browser-storage.ts'
import { setPageOwner } from '../lib/page-owner.ts'
import { newId } from '../lib/new-id.ts'
import type { Pending } from './pending.ts'
import { createUnstored } from './unstored.ts'

const me = 'me'
let writes = 0
let characters = 0
let full = false
beforeEach(() => {
  const held: Record<string, string> = {}
  const put = (key: string, text: string) => {
    if (full) throw new DOMException('', 'QuotaExceededError')
    writes++
    characters += text.length
    held[key] = text
  }
  // What the code asks of a Storage; its keys are those of the object, as a browser's are.
  const methods = { getItem: (key: string) => held[key] ?? null, setItem: put, removeItem: (key: string) => void (writes++, delete held[key]) }
  Object.assign(globalThis, {
    localStorage: new Proxy(methods, { ownKeys: () => Object.keys(held), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }),
  })
  writes = 0
  full = false
  setPageOwner(me)
})
afterEach(() => {
  setPageOwner(undefined)
  Reflect.deleteProperty(globalThis, 'localStorage')
})
const changes = (many: number): readonly Pending[] =>
  Array.from({ length: many }, (_, n) => ({
    id: newId(),
    space: me,
    name: 'task.update@1',
    args: { id: `${n}`, set: { title: 'Tea' } },
    base: 1,
    clientAt: '',
    creates: [],
    needs: [],
  }))

test('what a page left is told to the next one, once, and not what was stored or answered', () => {
  const page = createUnstored()
  const [one, two, three] = changes(3) as [Pending, Pending, Pending]
  page.add([one])
  page.add([two, three])
  page.drop([two.id])
  const next = createUnstored()
  assert.deepEqual(next.left(), [one, three])
  assert.deepEqual(next.left(), [])
  next.add([one, three])
  // Should that one end, too.
  assert.deepEqual(createUnstored().left(), [one, three])
  next.drop([one.id, three.id])
  assert.deepEqual(createUnstored().left(), [])
})

test('one step that is too long to be written down takes nothing away that is', () => {
  const page = createUnstored()
  const [one] = changes(1) as [Pending]
  page.add([one])
  page.add(changes(1).map((long) => ({ ...long, args: { text: 'x'.repeat(300_000) } })))
  assert.deepEqual(createUnstored().left(), [one])
})

test('what a page that lives has written stays its own when another one looks', () => {
  const page = createUnstored()
  const [one, two] = changes(2) as [Pending, Pending]
  page.add([one])
  const beside = createUnstored()
  assert.deepEqual(beside.left(), [one])
  // That one ends before anything was stored, and is never heard of again.
  page.add([two])
  assert.deepEqual(createUnstored().left(), [one, two])
  beside.drop([one.id])
  assert.deepEqual(createUnstored().left(), [two])
})

test('what lies in two places is told once, and leaves both', () => {
  const [one, two] = changes(2) as [Pending, Pending]
  localStorage.setItem('muster/me/unstored-a', JSON.stringify([one]))
  localStorage.setItem('muster/me/unstored-b', JSON.stringify([one, two]))
  const page = createUnstored()
  assert.deepEqual(page.left(), [one, two])
  page.drop([one.id, two.id])
  assert.deepEqual(createUnstored().left(), [])
})

test('what one more step writes does not grow with what waits', () => {
  const page = createUnstored()
  let first = 0
  for (let n = 0; n < 300; n++) {
    characters = 0
    page.add(changes(1))
    if (n === 0) first = characters
    assert.ok(characters <= first + 10, `${characters} of ${first} for step ${n}`)
  }
})

test('a step of many is written once, and leaves once', () => {
  const page = createUnstored()
  const many = changes(500)
  page.add(many)
  assert.equal(writes, 1)
  page.drop(many.map(({ id }) => id))
  assert.equal(writes, 2)
  page.drop(many.map(({ id }) => id))
  assert.equal(writes, 2, 'what is not there is not taken away again')
  assert.deepEqual(createUnstored().left(), [])
})

test('what is of another person, or cannot be read, is nothing', () => {
  createUnstored().add(changes(1))
  setPageOwner('somebody else')
  assert.deepEqual(createUnstored().left(), [])
  localStorage.setItem('muster/somebody else/unstored-x', '{"not": "ours"')
  assert.deepEqual(createUnstored().left(), [])
})

test('where there is no room nothing of it is kept beside the page either, however many steps there are', () => {
  const page = createUnstored()
  full = true
  for (const one of changes(100)) page.add([one])
  assert.deepEqual(slotsFrom('unstored-'), [])
  assert.deepEqual(createUnstored().left(), [])
})
