import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldName } from './fold-name.ts'
import { formerLabelNameId, labelNameId } from './label-name-id.ts'

/** By script: what people hold to be one name, and what they do not. */
const tables: Readonly<Record<string, { readonly same: readonly (readonly string[])[]; readonly apart: readonly (readonly string[])[] }>> = {
  Latin: {
    same: [
      ['Café', 'CAFÉ', 'cafe', 'Cafe\u0301', ' café '],
      ['Einkäufe', 'einkaufe'],
      ['señor', 'Senor'],
      ['Trường', 'truong'],
      ['İzmir', 'izmir'],
      ['ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
      ['ﬁve', 'five'],
    ],
    apart: [
      ['ø', 'o'],
      ['łódź', 'dodz'],
      ['ılık', 'ilik'],
      ['þing', 'thing'],
      ['a b', 'ab'],
    ],
  },
  Greek: {
    same: [
      ['Άνθρωπος', 'ΑΝΘΡΩΠΟΣ', 'ανθρωπος'],
      ['Οδός', 'ΟΔΟΣ'],
      ['ᾧ', 'ω'],
      ['Μαΐου', 'μαιου'],
    ],
    apart: [['ο', 'ω']],
  },
  Cyrillic: {
    same: [
      ['Ёлка', 'елка', 'ЁЛКА'],
      ['за\u0301мок', 'замок'],
      ['ѝ', 'и'],
      ['бра\u0311т', 'брат'],
    ],
    apart: [
      ['май', 'маи'],
      ['їжа', 'іжа'],
      ['ў', 'у'],
      ['ѓ', 'г'],
      ['ќ', 'к'],
      ['ӱ', 'у'],
      ['ӝ', 'ж'],
      ['ъ', 'ь'],
    ],
  },
  Japanese: {
    same: [
      ['パス', 'ﾊﾟｽ', 'ハ\u309aス'],
      ['がくせい', 'か\u3099くせい'],
    ],
    apart: [
      ['バス', 'パス'],
      ['バス', 'ハス'],
      ['はは', 'ばば'],
      ['はな', 'ハナ'],
    ],
  },
  Korean: {
    same: [['한국', '\u1112\u1161\u11ab\u1100\u116e\u11a8']],
    apart: [
      ['공', '곰'],
      ['바다', '파다'],
    ],
  },
  Devanagari: {
    same: [['क़लम', 'क\u093cलम']],
    apart: [
      ['कल', 'काल'],
      ['दिन', 'दीन'],
      ['राज', 'राज़'],
      ['कि', 'की'],
    ],
  },
  Tamil: {
    same: [['கொடி', 'கெ\u0bbeடி']],
    apart: [
      ['பல்', 'பால்'],
      ['கல', 'கல்'],
    ],
  },
  Thai: {
    same: [['น้ำ', 'น\u0e49ํา']],
    apart: [
      ['ข้าว', 'ขาว'],
      ['ใกล้', 'ใกล'],
      ['เสือ', 'เสื่อ'],
    ],
  },
  Arabic: {
    same: [
      ['آب', 'ا\u0653ب'],
      ['ﺳﻼﻡ', 'سلام'],
    ],
    apart: [
      ['عَلَم', 'عِلْم'],
      ['ازاد', 'آزاد'],
      ['سؤال', 'سوال'],
    ],
  },
  Hebrew: {
    same: [['שׁלום', 'ש\u05c1לום']],
    apart: [
      ['סֵפֶר', 'סַפָּר'],
      ['בּ', 'ב'],
    ],
  },
  Bengali: {
    same: [['কো', 'ক\u09c7\u09be']],
    apart: [
      ['কাল', 'কল'],
      ['ড়', 'ড'],
    ],
  },
  emoji: {
    same: [['❤', '❤\ufe0f']],
    apart: [
      ['👩‍🚀', '👩🚀'],
      ['👍🏽', '👍'],
      ['🇫🇷', '🇩🇪'],
    ],
  },
}

for (const [script, { same, apart }] of Object.entries(tables))
  test(`one fold for what is one name, and another for another: ${script}`, () => {
    for (const [first = '', ...others] of same) for (const other of others) assert.equal(foldName(other), foldName(first), `${first} ${other}`)
    for (const [one = '', other = ''] of apart) assert.notEqual(foldName(one), foldName(other), `${one} ${other}`)
  })

test('what is half typed is found in what it begins', () => {
  for (const [typed, name] of [
    ['caf', 'Café'],
    ['하', '한국'],
    ['ㅎ', '한국'],
  ] as const)
    assert.ok(foldName(name).startsWith(foldName(typed)), `${typed} ${name}`)
  assert.ok(!foldName('майка').startsWith(foldName('маи')))
  assert.ok(!foldName('パス').startsWith(foldName('ハ')))
})

test('what is folded stays, and every way to compose a text is one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const folded = foldName(name)
      assert.equal(foldName(folded), folded)
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) assert.equal(foldName(name.normalize(form)), folded)
    }),
    { numRuns: 5_000 },
  )
})

test('names that are one now were one before, so that a label from then is found by its name', () => {
  const formerly = (name: string) => formerLabelNameId(name) ?? labelNameId(name)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => formerly(name) === formerly(foldName(name))),
    { numRuns: 5_000 },
  )
})
