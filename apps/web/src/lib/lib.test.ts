import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryCaret } from './carry-caret.ts'
import { dayText } from './day-text.ts'
import { addDays, named, timeText } from './days.ts'
import { addMonths, monthGrid, quickDays, sameDayOfMonth } from './calendar.ts'
import { momentText } from './moment-text.ts'
import { durationText, minutesOf } from './duration.ts'
import { clockOffset, setClockOffset } from './server-clock.ts'
import { hearDate } from './hear-date.ts'
import { zoneLabel } from './zone-names.ts'
import { dayIn, momentOf, todayIn, wallClock } from './zones.ts'

test('a month is shown in whole weeks from the first day of the week', () => {
  assert.equal(monthGrid('2026-11-24', 1)[0]?.[0], '2026-10-26')
  assert.equal(monthGrid('2026-11-24', 0)[0]?.[0], '2026-11-01')
  assert.equal(monthGrid('2026-11-24', 6)[0]?.[0], '2026-10-31')
  assert.equal(addMonths('2026-01-31', 1), '2026-02-01')
  assert.equal(addMonths('2026-01-31', -1), '2025-12-01')
  assert.equal(sameDayOfMonth('2026-03-31', -1), '2026-02-28')
  assert.equal(sameDayOfMonth('2028-03-31', -1), '2028-02-29')
  assert.equal(sameDayOfMonth('2026-01-15', -1), '2025-12-15')
  assert.equal(sameDayOfMonth('2025-12-31', 1), '2026-01-31')
})
test('quick days: on a Saturday the weekend is today, on a Monday next week is in seven days', () => {
  const on = (today: string) => Object.fromEntries(quickDays(today).map(({ id, date }) => [id, date]))
  assert.deepEqual(on('2026-11-28'), { today: '2026-11-28', tomorrow: '2026-11-29', weekend: '2026-11-28', 'next-week': '2026-11-30' })
  assert.equal(on('2026-11-23')['next-week'], '2026-11-30')
  assert.equal(on('2026-11-29')['weekend'], '2026-12-05')
})
test('a moment has the calendar date of its zone, a floating time has none', () => {
  const now = new Date('2026-03-28T23:30:00Z')
  assert.equal(todayIn('Pacific/Kiritimati', now), '2026-03-29')
  assert.equal(todayIn('America/Los_Angeles', now), '2026-03-28')
  assert.deepEqual(dayIn({ date: '2026-05-01', time: '23:00', zone: 'America/New_York' }, 'Europe/Berlin'), { date: '2026-05-02', time: '05:00' })
  assert.deepEqual(dayIn({ date: '2026-05-01', time: '23:00' }, 'Europe/Berlin'), { date: '2026-05-01', time: '23:00' })
  assert.deepEqual(dayIn({ date: '2026-05-01' }, 'Europe/Berlin'), { date: '2026-05-01' })
  assert.deepEqual(dayIn({ date: '2026-05-01', time: '23:00', zone: 'Nowhere/Such' }, 'Europe/Berlin'), { date: '2026-05-01', time: '23:00' })
  const early = { date: '2026-05-01', time: '23:00', zone: 'America/New_York' } as const
  assert.equal(dayText(early, '2026-05-02', 'en-GB', 'Europe/Berlin').text, 'Today 05:00')
  // The locale says how a clock is written; its space is a narrow one that does not break.
  assert.match(dayText(early, '2026-05-02', 'en-US', 'Europe/Berlin').text, /^Today 5:00\sAM$/)
})
test('clocks that skip an hour or show it twice', () => {
  assert.equal(momentOf({ date: '2026-03-29', time: '02:30' }, 'Europe/Berlin').toISOString(), '2026-03-29T01:30:00.000Z')
  assert.equal(momentOf({ date: '2026-10-25', time: '02:30' }, 'Europe/Berlin').toISOString(), '2026-10-25T00:30:00.000Z')
  for (const zone of ['Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia', 'UTC'])
    for (let hour = 0; hour < 24 * 400; hour += 7) {
      const moment = new Date(Date.UTC(2026, 0, 1, hour))
      const clock = wallClock(moment, zone)
      assert.deepEqual(wallClock(momentOf(clock, zone), zone), clock, `${zone} ${moment.toISOString()}`)
    }
  assert.equal(zoneLabel('America/Argentina/Buenos_Aires'), 'Buenos Aires (America, Argentina)')
  assert.equal(zoneLabel('UTC'), 'UTC')
  assert.equal(zoneLabel('Europe/Vienna', 'de-AT'), 'Vienna, Mitteleuropäische Zeit')
  assert.equal(zoneLabel('Asia/Kolkata', 'de'), 'Kolkata, Indische Normalzeit')
  assert.equal(zoneLabel('UTC', 'de'), 'UTC')
  assert.equal(zoneLabel('Nowhere/Else', 'de'), 'Else (Nowhere)')
})
test('durations are read as they are written', () => {
  const all = {
    '90': 90,
    '1:30': 90,
    '1h 30': 90,
    '1h30m': 90,
    '1.5 h': 90,
    '1,5h': 90,
    '2 hours': 120,
    '45 min': 45,
    '2 Stunden': 120,
    '1 Std. 30': 90,
    '5 Minuten': 5,
  }
  for (const [typed, minutes] of Object.entries(all)) assert.equal(minutesOf(typed), minutes, typed)
  for (const typed of ['', 'soon', '1:75', '-5', 'h']) assert.equal(minutesOf(typed), null, typed)
  for (const minutes of [5, 60, 90, 1500]) assert.equal(minutesOf(durationText(minutes)), minutes)
})
test('the caret stays in its line when others write above, below and beside it', () => {
  const at = (before: string, after: string) => {
    const caret = before.indexOf('|')
    const now = carryCaret(before.replace('|', ''), after, caret)
    return `${after.slice(0, now)}|${after.slice(now)}`
  }
  assert.equal(at('one\ntw|o\nthree', 'zero\none\ntwo\nthree'), 'zero\none\ntw|o\nthree')
  assert.equal(at('one\ntw|o\nthree', 'one\ntwo\nthree\nfour'), 'one\ntw|o\nthree\nfour')
  assert.equal(at('a\nb\ntw|o\nc\nd', 'a\nB\nnew\ntwo\nC\nd\nlast'), 'a\nB\nnew\ntw|o\nC\nd\nlast')
  assert.equal(at('|', 'theirs'), '|theirs')
  assert.equal(at('one\nlong lin|e\nend', 'one\nli\nend'), 'one\nli|\nend')
  assert.equal(at('one|', ''), '|')
})

test('a clock that is right is left alone, a wrong one is moved by as little as the server’s date asks for', () => {
  const day = 86_400_000
  const at = Date.parse('2026-11-24T12:00:00Z')
  const header = 'Tue, 24 Nov 2026 12:00:00 GMT'
  setClockOffset(0)
  hearDate(header, at + 100, at + 900)
  assert.equal(clockOffset(), 0)
  hearDate(null, at, at)
  hearDate('nonsense', at, at)
  assert.equal(clockOffset(), 0)
  // Days behind, and asked over a slow line: no further than that the second may just have begun when it was heard.
  hearDate(header, at - 3 * day, at - 3 * day + 5_000)
  assert.equal(clockOffset(), 3 * day - 5_000)
  hearDate(header, at - 3 * day, at - 3 * day + 10)
  assert.equal(clockOffset(), 3 * day - 10)
  // Set right meanwhile, and then ahead.
  hearDate(header, at + 100, at + 200)
  assert.equal(clockOffset(), 900)
  hearDate(header, at + day, at + day + 10)
  assert.equal(clockOffset(), 1_000 - day)
  setClockOffset(0)
})
test('a moment that no calendar has is told as such', () => {
  const medium = { dateStyle: 'medium' } as const
  assert.equal(momentText(medium, '2026-03-01T22:00:00.000Z', 'UTC', 'en'), 'Mar 1, 2026')
  assert.equal(momentText(medium, '2026-03-01T22:00:00.000Z', 'Asia/Tokyo', 'en'), 'Mar 2, 2026')
  for (const none of ['2020-13-45T99:99:99.999Z', null]) assert.equal(momentText(medium, none, 'UTC'), '?')
})

test('a day or a time that no calendar has is shown as it is, and breaks nothing', () => {
  for (const date of ['never', '', '2026-13-45', '9'.repeat(40)]) {
    assert.equal(named(date, { weekday: 'long' }, 'en'), date)
    assert.equal(addDays(date, 1), date)
    assert.equal(typeof dayText({ date }, '2026-03-01', 'en', 'UTC').text, 'string')
    assert.equal(typeof dayText({ date, time: 'late', zone: 'Nowhere/Else' }, '2026-03-01', 'en', 'UTC').text, 'string')
    assert.equal(typeof dayText({ date: '2026-03-01' }, date, 'en', 'UTC').text, 'string')
  }
  assert.equal(timeText('25:99', 'en'), '25:99')
})
