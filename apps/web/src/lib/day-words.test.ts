import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asksToRepeat, dayOfWords } from './day-words.ts'
import { addDays, named } from './days.ts'

// A Tuesday.
const today = '2026-11-24'
const read = (words: string, language?: string, region?: string) => {
  const day = dayOfWords(words, today, language, region)
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
test('days that are over are typed as those to come', () => {
  const said: Readonly<Record<string, string>> = {
    yesterday: '2026-11-23',
    yest: '2026-11-23',
    'Last Friday': '2026-11-20',
    'last fri': '2026-11-20',
    'last tuesday': '2026-11-17',
    'last mon 9am': '2026-11-23 09:00',
    'last week': '2026-11-16',
    'last weekend': '2026-11-21',
    'last month': '2026-10-24',
    '3 days ago': '2026-11-21',
    'a week ago': '2026-11-17',
    '2w ago': '2026-11-10',
    '3 months ago': '2026-08-24',
    '-3d': '2026-11-21',
    '-1 week': '2026-11-17',
    'in a week': '2026-12-01',
    'yesterday 14:30': '2026-11-23 14:30',
  }
  for (const [words, date] of Object.entries(said)) assert.equal(read(words), date, words)
  for (const words of ['ago', '3 ago', 'in 3 days ago', 'last may', 'last 3 days', '-friday', '-in 3 days', 'am', 'a', '--3d'])
    assert.equal(read(words), null, words)
  const german: Readonly<Record<string, string>> = {
    gestern: '2026-11-23',
    ges: '2026-11-23',
    vorgestern: '2026-11-22',
    'letzten Freitag': '2026-11-20',
    'letzter Fr.': '2026-11-20',
    'vergangenen Montag um 9 Uhr': '2026-11-23 09:00',
    'letzte Woche': '2026-11-16',
    'letztes Wochenende': '2026-11-21',
    'letzten Monat': '2026-10-24',
    'vor 3 Tagen': '2026-11-21',
    'vor einer Woche': '2026-11-17',
    'vor einem Monat': '2026-10-24',
    '-2w': '2026-11-10',
    'gestern 14:30': '2026-11-23 14:30',
    yesterday: '2026-11-23',
    'last friday': '2026-11-20',
  }
  for (const [words, date] of Object.entries(german)) assert.equal(read(words, 'de', 'de-AT'), date, words)
  for (const words of ['vor drei Tagen', 'vor 3', 'letzten Mai']) assert.equal(read(words, 'de', 'de-AT'), null, words)
  // On a Monday, a Saturday and a Sunday the last of each is never the day itself.
  for (const [on, week, end] of [
    ['2026-11-23', '2026-11-16', '2026-11-21'],
    ['2026-11-28', '2026-11-16', '2026-11-21'],
    ['2026-11-29', '2026-11-16', '2026-11-28'],
  ] as const) {
    assert.equal(dayOfWords('last week', on)?.date, week, on)
    assert.equal(dayOfWords('last weekend', on)?.date, end, on)
  }
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
test('where German is spoken, days are typed in German, and in English still', () => {
  const said: Readonly<Record<string, string>> = {
    heute: '2026-11-24',
    Morgen: '2026-11-25',
    mor: '2026-11-25',
    Übermorgen: '2026-11-26',
    uebermorgen: '2026-11-26',
    Wochenende: '2026-11-28',
    'nächste Woche': '2026-11-30',
    'Nachste Woche': '2026-11-30',
    'nächsten Monat': '2026-12-24',
    Mo: '2026-11-30',
    'mo.': '2026-11-30',
    Freitag: '2026-11-27',
    'in 3 Tagen': '2026-11-27',
    'in einer Woche': '2026-12-01',
    '2w': '2026-12-08',
    '5t': '2026-11-29',
    'in 3 Monaten': '2027-02-24',
    '15. März': '2027-03-15',
    '15.mär': '2027-03-15',
    '15 maerz': '2027-03-15',
    '24. Dezember 2030': '2030-12-24',
    '6.5.2030': '2030-05-06',
    'Jänner 6': '2027-01-06',
    '6. Januar': '2027-01-06',
    'kein Datum': 'null',
    'Kein Tag': 'null',
    'morgen um 9 Uhr': '2026-11-25 09:00',
    'fr 14:30': '2026-11-27 14:30',
    'fr, 14.30 Uhr': '2026-11-27 14:30',
    'um 8': '2026-11-24 08:00',
    tomorrow: '2026-11-25',
    'next week 9am': '2026-11-30 09:00',
    '24 dec': '2026-12-24',
  }
  for (const [words, date] of Object.entries(said)) assert.equal(read(words, 'de', 'de-AT'), date, words)
  for (const words of ['m', 'morgen vielleicht', 'in drei Tagen', '25 Uhr', '31. Februar', 'kein Datum um 9'])
    assert.equal(read(words, 'de', 'de-AT'), null, words)
  for (const words of ['heute', 'in 3 Tagen', 'morgen um 9 Uhr']) assert.equal(read(words, 'en', 'en'), null, words)
})
test('a day in numbers is read in the order in which the person’s region writes it, and in the other where only that is a day', () => {
  const all: Readonly<Record<string, readonly [american: string | null, british: string | null]>> = {
    '12/31': ['2026-12-31', '2026-12-31'],
    '31/12': ['2026-12-31', '2026-12-31'],
    '3/4': ['2027-03-04', '2027-04-03'],
    '03/04/2030': ['2030-03-04', '2030-04-03'],
    '3/4/28': ['2028-03-04', '2028-04-03'],
    '12-1': ['2026-12-01', '2027-01-12'],
    '11/24': ['2026-11-24', '2026-11-24'],
    '12/31 9am': ['2026-12-31 09:00', '2026-12-31 09:00'],
    '2/29': ['2028-02-29', '2028-02-29'],
    '2026/12/31': ['2026-12-31', '2026-12-31'],
    '2030/3/4': ['2030-03-04', '2030-03-04'],
    '4/31': [null, null],
    '13/13': [null, null],
    '0/5': [null, null],
    '12/31/1': [null, null],
    '1/2/3/4': [null, null],
    '3/4-2030': [null, null],
  }
  for (const [words, [american, british]] of Object.entries(all)) {
    assert.equal(read(words, 'en', 'en-US'), american, words)
    assert.equal(read(words, 'en', 'en-GB'), british, words)
  }
  assert.equal(read('3/4', 'de', 'de-AT'), '2027-04-03')
  assert.equal(read('3/4', 'en', 'en'), '2027-03-04')
  assert.equal(read('3/4', 'en', 'en-CA'), '2027-03-04', 'the year first, then the month')
})
test('what is to come back again and again is told from a day that is not understood', () => {
  for (const words of ['every monday', 'Each 2 weeks', 'daily', 'monday every week', 'weekly at 9', 'Every', 'mondays']) {
    assert.equal(asksToRepeat(words, 'en', 'en'), true, words)
    assert.equal(read(words), null, words)
  }
  for (const words of ['jeden Montag', 'alle 2 Wochen', 'Täglich', 'montags', 'every monday', 'jährlich am 3.4.']) {
    assert.equal(asksToRepeat(words, 'de', 'de-AT'), true, words)
    assert.equal(read(words, 'de', 'de-AT'), null, words)
  }
  for (const words of ['', 'monday', 'everything', 'soon', 'next week', 'jeden Montag']) assert.equal(asksToRepeat(words, 'en', 'en'), false, words)
})
test('every day can be typed as it is written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), (n) => {
      const date = addDays('2026-01-01', n)
      assert.equal(read(date), date)
      assert.equal(read(`${Number(date.slice(8))} ${named(date, { month: 'long' }, 'en')} ${date.slice(0, 4)}`), date)
      for (const month of ['long', 'short'] as const) assert.equal(read(named(date, { day: 'numeric', month, year: 'numeric' }, 'de'), 'de', 'de'), date)
      assert.equal(read(`${named(date, { month: 'short' }, 'en')} ${Number(date.slice(8))}, ${date.slice(0, 4)}`), date)
      for (const tag of ['en-US', 'en-GB', 'en-CA', 'en-ZA', 'de-DE'])
        assert.equal(read(named(date, { day: 'numeric', month: 'numeric', year: 'numeric' }, tag), tag.slice(0, 2), tag), date, tag)
    }),
  )
})
