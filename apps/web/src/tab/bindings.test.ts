import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bindingsOf, isSingle, keysOf, pressOf, type KeyPress } from './bindings.ts'
import { keyText } from './key-text.ts'
import { allCommands } from './command-table.ts'

const press = (key: string, more: Partial<KeyPress> & { altGraph?: boolean } = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  getModifierState: () => more.altGraph ?? false,
  ...more,
})
const given = (event: KeyPress) => bindingsOf(undefined).given(pressOf(event) ?? '')

test('keys mean the same on every layout, and composing text is no shortcut', () => {
  assert.deepEqual(given(press('j')), ['down'])
  assert.deepEqual(given(press('о', { code: 'KeyJ' })), ['down'])
  assert.deepEqual(given(press('E', { shiftKey: true })), ['drop'])
  assert.deepEqual(given(press('A', { shiftKey: true })), ['add-above'])
  assert.deepEqual(given(press('?', { shiftKey: true })), ['help'])
  assert.deepEqual(given(press('?')), ['help'])
  assert.deepEqual(given(press(' ')), ['space'])
  assert.deepEqual(given(press('a', { ctrlKey: true })), ['select-all'])
  assert.deepEqual(given(press(']', { metaKey: true })), ['indent'])
  assert.deepEqual(given(press('ArrowLeft', { altKey: true, shiftKey: true })), ['outdent'])
  assert.deepEqual(given(press('ArrowUp', { altKey: true })), ['move-up'])
  assert.deepEqual(given(press('z', { ctrlKey: true })), ['undo'])
  assert.deepEqual(given(press('Z', { metaKey: true, shiftKey: true })), ['redo'])
  assert.deepEqual(given(press('#', { ctrlKey: true, code: 'Backslash' })), ['sidebar'])
  for (const event of [press('j', { isComposing: true }), press('j', { keyCode: 229 }), press('q', { altGraph: true }), press('Shift', { shiftKey: true })])
    assert.equal(pressOf(event), null)
  assert.deepEqual(given(press('e', { ctrlKey: true })), [])
  assert.deepEqual(given(press('constructor')), [])
})

test('no two commands have the same keys, and no key is one of its own and the first of two', () => {
  const all = allCommands.flatMap(({ keys }) => [...keys])
  assert.equal(new Set(all).size, all.length)
  const first = new Set(all.flatMap((keys) => (keys.includes(' ') ? [keys.split(' ')[0]] : [])))
  assert.deepEqual(
    all.filter((keys) => first.has(keys)),
    [],
  )
  assert.equal(new Set(allCommands.map(({ id }) => id)).size, allCommands.length)
})

test('a person chooses other keys, or none, and turns off those of one character', () => {
  const bound = { done: 'Mod+d', add: null }
  const chosen = { single: true, bound }
  assert.deepEqual(keysOf('done', chosen), ['Mod+d'])
  assert.deepEqual(bindingsOf(chosen).given('Mod+d'), ['done'])
  assert.deepEqual(bindingsOf(chosen).given('e'), [])
  assert.deepEqual(bindingsOf(chosen).given('q'), [])
  assert.deepEqual(bindingsOf(chosen).given('j'), ['down'])
  const off = bindingsOf({ single: false, bound })
  for (const keys of ['j', 'e', '?', 'Shift+e', 'g i', 'p 1']) assert.deepEqual(off.given(keys), [], keys)
  for (const key of ['g', 'p']) assert.deepEqual(off.after(key), [], key)
  for (const keys of ['ArrowDown', 'Space', 'Mod+z', 'Delete', 'F2']) assert.equal(off.given(keys).length, 1, keys)
  assert.deepEqual(['e', '?', 'Shift+e', 'g i', 'Space', 'Mod+e', 'F2', 'ArrowUp'].map(isSingle), [true, true, true, true, false, false, false, false])
})

test('keys are written as they stand on them', () => {
  assert.deepEqual(['e', 'Shift+e', 'Mod+Shift+z', 'Alt+ArrowUp', 'g i', 'Delete', 'Mod+['].map(keyText), [
    'e',
    'Shift+E',
    'Ctrl+Shift+Z',
    'Alt+↑',
    'g i',
    'Del',
    'Ctrl+[',
  ])
})
