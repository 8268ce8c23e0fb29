import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayOfWords } from './day-words.ts'
import { addDays, named } from './days.ts'

// A Tuesday.
const today = '2026-11-24'
const read = (words: string) => {
  const day = dayOfWords(words, today)
  return day && `${day.date}${day.time ? ` ${day.time}` : ''}`
}

test('days are typed as people say them, in whole or by their first letters', () => {
  const said: Readonly<Record<string, string>> = {
    today: '2026-11-24',
    tod: '2026-11-24',
    Tomorrow: '2026-11-25',
    'tom ': '2026-11-25',
    weekend: '2026-11-28',
    'next week': '2026-11-30',
    'next month': '2026-12-24',
    fri: '2026-11-27',
    tuesday: '2026-12-01',
    'in 3 days': '2026-11-27',
    '2w': '2026-12-08',
    '3 months': '2027-02-24',
    '24 dec': '2026-12-24',
    'December 24th': '2026-12-24',
    '1 nov': '2027-11-01',
    '29 feb': '2028-02-29',
    'May 6, 2030': '2030-05-06',
    '6.5.2030': '2030-05-06',
    '3.12.': '2026-12-03',
    '2030-05-06': '2030-05-06',
    'no date': 'null',
  }
  for (const [words, date] of Object.entries(said)) assert.equal(read(words), date, words)
})
test('a time goes with a day, and alone is of today', () => {
  assert.equal(read('tomorrow 14:30'), '2026-11-25 14:30')
  assert.equal(read('fri at 9am'), '2026-11-27 09:00')
  assert.equal(read('24 dec 12pm'), '2026-12-24 12:00')
  assert.equal(read('12:15 am'), '2026-11-24 00:15')
  assert.equal(read('9:05'), '2026-11-24 09:05')
})
test('words that are not understood whole are no day', () => {
  for (const words of [
    '',
    ' ',
    't',
    '14',
    'soon',
    'tomorrow maybe',
    'friday the',
    '31 feb',
    '30 feb 2028',
    '2026-13-01',
    '2026-02-30',
    '25:00',
    '13pm',
    'no date 9:00',
    '12 xyz',
    'constructor 1',
  ])
    assert.equal(read(words), null, words)
})
test('every day can be typed as it is written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), (n) => {
      const date = addDays('2026-01-01', n)
      assert.equal(read(date), date)
      assert.equal(read(`${Number(date.slice(8))} ${named(date, { month: 'long' }, 'en')} ${date.slice(0, 4)}`), date)
      assert.equal(read(`${named(date, { month: 'short' }, 'en')} ${Number(date.slice(8))}, ${date.slice(0, 4)}`), date)
    }),
  )
})
