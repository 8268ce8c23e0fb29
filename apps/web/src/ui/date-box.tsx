import { useState } from 'react'
import { quickDays } from '../lib/calendar.ts'
import { named, type Day } from '../lib/days.ts'
import { allZones, zoneLabel } from '../lib/zone-names.ts'
import { MonthGrid } from './month-grid.tsx'

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
/** The date field reports years as they are typed (0002, 0020, …): only a whole one counts. */
const wholeYear = /^(19|2\d)\d\d-\d\d-\d\d$/
const button =
  'flex min-h-11 items-center justify-between rounded-md px-2.5 text-left text-base hover:bg-hover focus-visible:bg-hover lg:min-h-8 lg:text-[13px]'
const field = 'h-11 min-w-0 rounded-md border border-edge bg-transparent px-2 text-base lg:h-8 lg:text-[13px]'

/** Chooses a day: the usual ones, a typed one or one of a month; with a time if wanted, and then whether it is the same hour everywhere or one zone's. */
export const DateBox = ({ value, today, firstDay, zone, onSet }: Props) => {
  const [date, setDate] = useState(value?.date ?? '')
  const [time, setTime] = useState(value && 'time' in value ? value.time : '')
  const [inZone, setInZone] = useState(value && 'zone' in value ? value.zone : '')
  const [month, setMonth] = useState(value?.date ?? today)
  const withTime = (on: string): Day => (!time ? { date: on } : inZone ? { date: on, time, zone: inZone } : { date: on, time })
  const typed = wholeYear.test(date)
  return (
    <form
      className="flex flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed) onSet(withTime(date))
      }}
    >
      <div className="grid grid-cols-3 lg:grid-cols-1">
        {quickDays(today).map(({ word, date: on }, n) => (
          <button key={word} type="button" data-autofocus={n === 0 ? '' : undefined} onClick={() => onSet(withTime(on))} className={button}>
            {word}
            <span className="hidden tabular-nums text-quiet lg:inline">{named(on, { weekday: 'short', day: 'numeric', month: 'short' })}</span>
          </button>
        ))}
        {value && (
          <button type="button" onClick={() => onSet(null)} className={button}>
            No date
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
          setDate(on)
          if (!time) onSet({ date: on })
        }}
      />
      <div className="mt-2 grid grid-cols-[1fr_auto] gap-2 border-t border-line pt-2">
        <input
          type="date"
          aria-label="Date"
          value={date}
          min="1900-01-01"
          max="2999-12-31"
          onChange={(event) => {
            setDate(event.target.value)
            if (wholeYear.test(event.target.value)) setMonth(event.target.value)
          }}
          className={`${field} [&::-webkit-calendar-picker-indicator]:hidden`}
        />
        <input
          type="time"
          aria-label="Time"
          value={time}
          onChange={(event) => {
            setTime(event.target.value)
            if (event.target.value && !date) setDate(today)
          }}
          className={`${field} [&::-webkit-calendar-picker-indicator]:hidden`}
        />
        {time && (
          <select aria-label="Time zone" value={inZone} onChange={(event) => setInZone(event.target.value)} className={`${field} col-span-2`}>
            <option value="">Same hour in every zone</option>
            <optgroup label="At this hour in">
              {allZones([zone, ...(inZone ? [inZone] : [])]).map((one) => (
                <option key={one} value={one}>
                  {zoneLabel(one)}
                </option>
              ))}
            </optgroup>
          </select>
        )}
        <button disabled={!typed} className="col-span-2 h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent disabled:opacity-50 lg:h-8">
          Set
        </button>
      </div>
    </form>
  )
}
