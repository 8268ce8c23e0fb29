import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compile } from 'typebox/compile'
import fc from 'fast-check'
import { Emoji, Name, Title } from '../contract/schemas/common.ts'
import { tidyLine } from './tidy-line.ts'

const [title, name, emoji] = [Compile(Title), Compile(Name), Compile(Emoji)]
const blank = [
  '\u200b',
  '\u2800',
  '\u3164',
  '\u115f\u1160',
  '\uffa0',
  '\u00ad',
  '\u2060',
  '\ufeff',
  '\u3000',
  '\u202e',
  '\u034f',
  '\ufe0f',
  '\u180e',
  '\u{e0020}',
  '\u{1d159}',
  '\ufdd0',
  '\ufdef',
  '\ufffe',
  '\uffff',
  '\u{1fffe}',
  '\u{10ffff}',
]

test('a title of which nothing can be seen is none', () => {
  for (const nothing of ['', ' ', ...blank, blank.join(' ')]) {
    const code = JSON.stringify(nothing)
    assert.equal(tidyLine(nothing), '', code)
    for (const shape of [title, name, emoji]) assert.ok(!shape.Check(nothing), code)
    assert.ok(title.Check(`a${nothing}`), code)
  }
})

test('half a surrogate pair is in no title', () => {
  for (const half of ['\ud83d', '\ude00', '\ude00\ud83d']) {
    for (const text of [half, `a${half}`, `${half}b`, `a${half}b`]) {
      const code = JSON.stringify(text)
      for (const shape of [title, name, emoji]) assert.ok(!shape.Check(text), code)
      assert.equal(tidyLine(text), text.replace(half, ''), code)
    }
  }
  assert.equal(tidyLine('\ud83d\ude00'), '\u{1f600}')
})

test('control characters are in no title', () => {
  for (let code = 0; code < 0xa0; code++) {
    if (code >= 0x20 && code < 0x7f) continue
    const control = String.fromCharCode(code)
    assert.ok(!title.Check(`a${control}b`), `${code}`)
    assert.equal(tidyLine(`${control}a${control}b`), 'a b', `${code}`)
  }
})

test('what shows something is a title in every script', () => {
  for (const shown of ['a', '.', 'é', 'パス', 'ญ', 'अ', 'ﷺ', '👩‍🚀', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '\u{1f6dc}', '\ue000', '⠁', 'می‌خواهم']) {
    assert.ok(title.Check(shown), shown)
    assert.equal(tidyLine(` ${shown}\n`), shown)
  }
})

test('whatever is typed, what is made of it is a title that the server takes, or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
      const tidy = tidyLine(typed)
      assert.ok(tidy === '' || title.Check(tidy))
      assert.equal(tidyLine(tidy), tidy)
    }),
    { numRuns: 1_000 },
  )
})
