import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { codes } from '@muster/core/contract/codes.ts'
import type { Compiled } from './compiled.ts'
import { german } from './de/all.ts'
import { problems } from './de/problems.ts'
import { format } from './format.ts'
import { lengthened } from './pseudo.ts'
import type { Texts } from './texts.ts'
import { textsIn, usesIn } from './testing/texts-in-code.ts'
import { known, speak, words } from './words.ts'

const folder = import.meta.dirname
const areas: [string, Texts][] = []
for (const file of globSync('en/*.ts', { cwd: folder }).sort()) {
  const name = basename(file, '.ts')
  const module = (await import(join(folder, file))) as Readonly<Record<string, Texts>>
  areas.push([name, module[name] ?? assert.fail(`${file} exports ${name}`)])
}
/** The values that a message names, with what is done with them. */
const valuesIn = (tokens: unknown): string[] =>
  Array.isArray(tokens)
    ? tokens.flatMap((token) => {
        if (!Array.isArray(token)) return []
        const [name, kind, branches] = token as [string, string?, unknown?]
        return [`${name} ${kind ?? ''}`, ...Object.values((branches ?? {}) as object).flatMap(valuesIn)]
      })
    : []
const valuesOf = (text: string) => [...new Set(valuesIn(compileMessageOrThrow(text)))].sort()
const categories = new Set(['zero', 'one', 'two', 'few', 'many', 'other', 'offset'])
const english = (_area: string, texts: Texts) => texts

test('every area of messages is whole in German, and takes the same values there', () => {
  assert.ok(areas.length > 3)
  for (const [area, texts] of areas) {
    const own = german(area, texts)
    assert.notEqual(own, texts, `${area} is in German`)
    assert.deepEqual(Object.keys(own).sort(), Object.keys(texts).sort(), area)
    for (const [id, text] of Object.entries(texts)) {
      assert.ok((own[id] ?? '').trim(), `${area}.${id}`)
      assert.deepEqual(valuesOf(own[id] ?? ''), valuesOf(text), `${area}.${id}`)
    }
  }
})

test('every plural has the words for other, and no branch that its language does not know', () => {
  const check = (tokens: unknown, where: string): void => {
    if (!Array.isArray(tokens)) return
    for (const token of tokens) {
      if (!Array.isArray(token)) continue
      const [, kind, branches] = token as [string, string?, Record<string, unknown>?]
      if (kind === 'plural' || kind === 'select') assert.ok(branches && 'other' in branches, where)
      if (kind === 'plural') for (const branch of Object.keys(branches ?? {})) assert.ok(categories.has(branch) || /^\d+$/.test(branch), `${where}: ${branch}`)
      for (const inside of Object.values(branches ?? {})) check(inside, where)
    }
  }
  for (const [area, texts] of areas)
    for (const spoken of [texts, german(area, texts)]) for (const [id, text] of Object.entries(spoken)) check(compileMessageOrThrow(text), `${area}.${id}`)
})

test('cases of an exact number go before its form, and what is in neither is other', () => {
  const say = words('exact', {
    left: '{count, plural, =0 {None is left} one {# is left} other {# are left}}',
    who: '{who, select, me {You} other {{name}}} wrote it',
  } as const)
  assert.deepEqual(
    [0, 1, 2].map((count) => say('left', { count })),
    ['None is left', '1 is left', '2 are left'],
  )
  assert.deepEqual(
    ['me', 'constructor'].map((who) => say('who', { who, name: 'Anna' })),
    ['You wrote it', 'Anna wrote it'],
  )
})

test('what a person typed is said as it was typed', () => {
  const say = words('typed', { made: '“{name}” made' } as const)
  for (const name of [String.raw`\u0041 \x41`, 'a {b} c', "it's", '# 1', '<b>', String.raw`C:\new\u00e4`, ''])
    assert.equal(say('made', { name }), `“${name}” made`)
})

test('numbers and plurals follow the language, also of an area that is known only later', () => {
  const texts = { done: '{count, plural, one {# task is done} other {# tasks are done}}' } as const
  const first = words('first', texts)
  assert.deepEqual([first('done', { count: 1 }), first('done', { count: 1_000 })], ['1 task is done', '1,000 tasks are done'])
  const inGerman = { done: '{count, plural, one {# Aufgabe ist erledigt} other {# Aufgaben sind erledigt}}' }
  speak('de', 'de-AT', (_area, own) => ('done' in own ? inGerman : own))
  const later = words('later', texts)
  for (const say of [first, later])
    assert.deepEqual(
      [say('done', { count: 1 }), say('done', { count: 10_000 })],
      ['1 Aufgabe ist erledigt', `${new Intl.NumberFormat('de-AT').format(10_000)} Aufgaben sind erledigt`],
    )
  speak('en', 'en', english)
  assert.equal(later('done', { count: 2 }), '2 tasks are done')
})

test('a problem is told in the words of the server, and by its code in German', async () => {
  const { problemText } = await import('./problem-text.ts')
  const gone = { type: 'about:blank', code: 'gone', status: 410, title: codes.gone.title, detail: 'The list is gone.' } as const
  assert.equal(problemText(gone), 'This was deleted. The list is gone.')
  speak('de', 'de', german)
  assert.equal(problemText(gone), problems.gone)
  assert.equal(known('problems.nothing'), undefined)
  speak('en', 'en', english)
})

test('the longer English keeps its values, and is longer by about two fifths', () => {
  const done = compileMessageOrThrow('{count, plural, one {# task of {name}} other {# tasks of {name}}} is done')
  const longer = lengthened('any', { done, plain: compileMessageOrThrow('Settings') } as unknown as Texts) as unknown as Readonly<Record<string, Compiled>>
  const formats = { plural: new Intl.PluralRules('en'), number: new Intl.NumberFormat('en') }
  assert.equal(format(longer['plain'] ?? [], {}, formats), '[Sëttïñgs ····]')
  assert.match(format(longer['done'] ?? [], { count: 3, name: 'Anna' }, formats), /^\[3 tásks öf Anna ïs döñë ·+\]$/)
})

const web = join(folder, '..')
const sources = new Map(
  globSync('**/*.{ts,tsx}', { cwd: web })
    .filter((file) => !file.endsWith('.test.ts') && !/^messages\/(?:en|de|testing)\//.test(file))
    .map((file) => [file, readFileSync(join(web, file), 'utf8')]),
)
/** What is no English: names, keys as events name them, signs that every language writes so, and what is told by its code in other languages. */
const noEnglish = new Set(
  [
    ['Muster', 'Inbox', 'English', 'Deutsch', '1 h 30 min'],
    ['Alt', 'Backslash', 'Backspace', 'Control', 'Delete', 'End', 'Enter', 'Escape', 'Home', 'Meta', 'Mod', 'Shift', 'Space', 'Tab'],
    ['Edge', 'Opera', 'Samsung Internet', 'Firefox', 'Chrome', 'Safari', 'Android', 'Windows', 'Linux'],
    ['Somebody else is signed in by now.', 'It needs something that could not be saved.', 'You are no longer in this space.'],
  ].flat(),
)

test('no English is left in the code of the web', () => {
  assert.ok(sources.size > 150)
  const left = [...sources].flatMap(([file, code]) => {
    return [...textsIn(file, code)].filter((text) => !noEnglish.has(text)).map((text) => `${file}: ${text}`)
  })
  assert.deepEqual(left, [])
  const english = '<p title="A thing" onClick={() => notice(`more ${n}`)}>{on ? "Off now" : say("on")} it</p>'
  assert.deepEqual([...textsIn('a.tsx', english)].sort(), ['A thing', 'Off now', 'it', 'more …'])
})

test('every message is said somewhere', () => {
  const uses = new Map([...sources].map(([file, code]) => [file, usesIn(file, code)]))
  const kinds = usesIn('kinds.ts', readFileSync(fileURLToPath(import.meta.resolve('@muster/core/contract/kinds.ts')), 'utf8'))
  // Whose values are ids of messages.
  const named = [kinds, uses.get('tab/command-table.ts'), uses.get('lib/calendar.ts')].flatMap((one) => [...(one?.ids ?? [])])
  const importsOf = (file: string) => (uses.get(file)?.imports ?? []).map((path) => normalize(join(dirname(file), path)))
  const unused: string[] = []
  for (const [area, texts] of areas) {
    const known = [...uses].filter(([, one]) => one.areas.includes(area)).map(([file]) => file)
    const users = [...uses.keys()].filter((file) => known.includes(file) || importsOf(file).some((one) => known.includes(one)))
    const ids = [...named, ...users.flatMap((file) => [...(uses.get(file)?.ids ?? [])])]
    const patterns = ids.map((id) => new RegExp(`^${id.split('…').map(RegExp.escape).join('.+')}$`))
    unused.push(...Object.keys(texts).flatMap((id) => (patterns.some((pattern) => pattern.test(id)) ? [] : [`${area}.${id}`])))
  }
  assert.deepEqual(unused, [])
})

test('a sentence stands in one area alone', () => {
  const all = areas.flatMap(([area, texts]) => Object.entries(texts).map(([id, text]) => ({ place: `${area}.${id}`, text })))
  const sentences = Map.groupBy(
    all.filter(({ text }) => text.split(' ').length > 3),
    ({ text }) => text,
  )
  assert.deepEqual(
    [...sentences.values()].filter((some) => some.length > 1).map((some) => some.map(({ place }) => place)),
    [],
  )
})
