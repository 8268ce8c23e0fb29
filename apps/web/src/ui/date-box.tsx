import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { quickDays } from '../lib/calendar.ts'
import { asksToRepeat, dayOfWords } from '../lib/day-words.ts'
import { named, timeText, type Day } from '../lib/days.ts'
import { allZones, zoneLabel } from '../lib/zone-names.ts'
import { MonthGrid } from './month-grid.tsx'
import { say } from './say.ts'

interface Props {
  readonly value: Day | null
  readonly today: string
  /** First day of the week: 0 is Sunday. */
  readonly firstDay: number
  /** The zone that the reader lives in. */
  readonly zone: string
  /** Null takes the day away. */
  readonly onSet: (day: Day | null) => void
}
/** Where a keyboard is likely to be at hand, the field waits for words; elsewhere one of its own would cover the days. */
const fine = matchMedia('(pointer: fine)')
const button =
  'flex min-h-11 items-center justify-between rounded-md px-2.5 text-left text-base hover:bg-hover focus-visible:bg-hover lg:min-h-8 lg:text-[13px]'
const box = 'h-11 min-w-0 rounded-md border border-edge bg-transparent px-2 text-base lg:h-8 lg:text-[13px]'

const dayOf = (date: string) => named(date, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

/** Chooses a day: the usual ones, a typed one or one of a month; with a time if wanted, and then whether it is the same hour everywhere or one zone's. */
export const DateBox = ({ value, today, firstDay, zone, onSet }: Props) => {
  // What was chosen. What is typed counts before it, as long as it stands there.
  const [chosenDate, setDate] = useState(value?.date ?? '')
  const [chosenTime, setTime] = useState(value && 'time' in value ? value.time : '')
  const [inZone, setInZone] = useState(value && 'zone' in value ? value.zone : '')
  const [month, setMonth] = useState(value?.date ?? today)
  const [words, setWords] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const said = useId()
  const typed = dayOfWords(words, today)
  const date = typed?.date ?? chosenDate
  const time = typed?.time ?? chosenTime
  const withTime = (on: string): Day => (!time ? { date: on } : inZone ? { date: on, time, zone: inZone } : { date: on, time })
  const understood = words.trim() === '' || typed !== null
  const ready = understood && (typed?.date === null ? value !== null : date !== '')
  const read = (text: string) => {
    setWords(text)
    const day = dayOfWords(text, today)
    if (day?.date) setMonth(day.date)
  }
  /** By hand: the words have had their say. */
  const choose = (on: string, at: string) => {
    setDate(on)
    setTime(at)
    setWords('')
  }
  /** Arrows go from the field through the usual days into the month; letters go to the field from anywhere. */
  const walk = (event: KeyboardEvent<HTMLFormElement>) => {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const isText = target.matches('input, select')
    if (!isText && /^[\p{L}\p{N}+-]$/u.test(event.key)) return field.current?.focus()
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || (isText && target !== field.current)) return
    const stops = [field.current, ...event.currentTarget.querySelectorAll<HTMLElement>('[data-quick]')]
    const at = stops.findIndex((one) => one === target)
    if (at < 0) return
    event.preventDefault()
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (next) next.focus()
    else if (event.key === 'ArrowDown') event.currentTarget.querySelector<HTMLElement>('[data-date][tabindex="0"]')?.focus()
  }
  return (
    <form
      className="flex flex-col"
      onKeyDown={walk}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSet(typed?.date === null ? null : withTime(date))
      }}
    >
      <div className="mb-1.5 border-b border-line px-1 pb-1.5">
        <input
          ref={field}
          aria-label={say('date')}
          aria-describedby={said}
          aria-invalid={!understood}
          placeholder={say('date-hint')}
          data-autofocus={fine.matches ? '' : undefined}
          autoComplete="off"
          enterKeyHint="done"
          value={words}
          onChange={(event) => read(event.target.value)}
          className="h-11 w-full bg-transparent px-1.5 text-base !outline-none placeholder:text-quiet lg:h-8 lg:text-[13px]"
        />
        <p
          id={said}
          aria-live="polite"
          className={`px-1.5 pb-0.5 text-[13px] tabular-nums ${words.trim() === '' ? 'sr-only' : typed ? 'font-medium text-accent' : 'text-quiet'}`}
        >
          {words.trim() === ''
            ? ''
            : !typed
              ? say(asksToRepeat(words) ? 'date-repeats' : 'date-unknown')
              : typed.date === null
                ? say('date-none')
                : typed.time
                  ? say('date-time', { day: dayOf(typed.date), time: timeText(typed.time) })
                  : dayOf(typed.date)}
        </p>
      </div>
      <div className="grid grid-cols-[auto_auto_auto] lg:grid-cols-1">
        {quickDays(today).map(({ id, date: on }, n) => (
          <button key={id} type="button" data-quick="" data-autofocus={n === 0 ? '' : undefined} onClick={() => onSet(withTime(on))} className={button}>
            {say(id)}
            <span className="hidden tabular-nums text-quiet lg:inline">{named(on, { weekday: 'short', day: 'numeric', month: 'short' })}</span>
          </button>
        ))}
        {value && (
          <button type="button" data-quick="" onClick={() => onSet(null)} className={button}>
            {say('date-none')}
          </button>
        )}
      </div>
      <MonthGrid
        month={month}
        onMonth={setMonth}
        today={today}
        firstDay={firstDay}
        chosen={date}
        onChoose={(on) => {
          choose(on, time)
          if (!time) onSet({ date: on })
        }}
      />
      <div className="mt-2 grid grid-cols-[1fr_auto] gap-2 border-t border-line pt-2">
        <input
          type="time"
          aria-label={say('time')}
          value={time}
          onChange={({ target }) => choose(date || (target.value ? today : ''), target.value)}
          className={`${box} [&::-webkit-calendar-picker-indicator]:hidden`}
        />
        <button disabled={!ready} className="h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent disabled:opacity-50 lg:h-8">
          {say('set')}
        </button>
        {time && (
          <select aria-label={say('zone')} value={inZone} onChange={(event) => setInZone(event.target.value)} className={`${box} col-span-2`}>
            <option value="">{say('zone-any')}</option>
            <optgroup label={say('zone-in')}>
              {allZones([zone, ...(inZone ? [inZone] : [])]).map((one) => (
                <option key={one} value={one}>
                  {zoneLabel(one)}
                </option>
              ))}
            </optgroup>
          </select>
        )}
      </div>
    </form>
  )
}
