import { useEffect, useRef, useState } from 'react'
import { addMonths, monthGrid, sameDayOfMonth, weekdayOf } from '../lib/calendar.ts'
import { addDays, named } from '../lib/days.ts'
import { ChevronIcon } from './icons.tsx'
import { say } from './say.ts'

interface Props {
  /** Any date of the month that is shown. */
  readonly month: string
  readonly onMonth: (month: string) => void
  readonly today: string
  readonly firstDay: number
  readonly chosen: string
  readonly onChoose: (date: string) => void
}
const arrow = 'grid size-11 place-items-center rounded-md text-quiet hover:bg-hover hover:text-text lg:size-7'

/** The date that a key leads to, or null for a key that leads nowhere. */
const stepDate = (key: string, from: string, firstDay: number): string | null => {
  const intoWeek = (weekdayOf(from) - firstDay + 7) % 7
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -intoWeek, End: 6 - intoWeek }
  if (key === 'PageUp' || key === 'PageDown') return sameDayOfMonth(from, key === 'PageUp' ? -1 : 1)
  return Object.hasOwn(steps, key) ? addDays(from, steps[key] ?? 0) : null
}

/** A month in weeks. One day is reached by Tab; arrows walk by day and week, PageUp and PageDown by month. */
export const MonthGrid = ({ month, onMonth, today, firstDay, chosen, onChoose }: Props) => {
  const weeks = monthGrid(month, firstDay)
  const shown = month.slice(0, 7)
  const [current, setCurrent] = useState(chosen || today)
  const table = useRef<HTMLTableElement>(null)
  const walking = useRef(false)
  const reach = current.startsWith(shown) ? current : `${shown}-01`
  useEffect(() => {
    if (!walking.current) return
    walking.current = false
    table.current?.querySelector<HTMLElement>(`[data-date="${current}"]`)?.focus()
  }, [current])
  return (
    <div className="mt-1 border-t border-line pt-1">
      <div className="flex items-center justify-between pl-2.5">
        <span aria-live="polite" className="text-[13px] font-medium">
          {named(`${shown}-01`, { month: 'long', year: 'numeric' })}
        </span>
        <span className="flex">
          <button type="button" aria-label={say('before')} onClick={() => onMonth(addMonths(month, -1))} className={arrow}>
            <span className="rotate-180">
              <ChevronIcon />
            </span>
          </button>
          <button type="button" aria-label={say('after')} onClick={() => onMonth(addMonths(month, 1))} className={arrow}>
            <ChevronIcon />
          </button>
        </span>
      </div>
      <table ref={table} role="grid" aria-label={say('days')} className="w-full table-fixed text-center text-[13px] tabular-nums">
        <thead>
          <tr>
            {weeks[0]?.map((date) => (
              <th key={date} scope="col" abbr={named(date, { weekday: 'long' })} className="h-6 text-xs font-normal text-quiet">
                {named(date, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((date) => (
                <td key={date} aria-selected={date === chosen}>
                  <button
                    type="button"
                    data-date={date}
                    tabIndex={date === reach ? 0 : -1}
                    aria-label={named(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}
                    aria-current={date === today ? 'date' : undefined}
                    onClick={() => onChoose(date)}
                    onKeyDown={(event) => {
                      const to = stepDate(event.key, date, firstDay)
                      if (to === null) return
                      event.preventDefault()
                      walking.current = true
                      setCurrent(to)
                      if (!to.startsWith(shown)) onMonth(to)
                    }}
                    className={`h-11 w-full rounded-md lg:h-7 ${date === chosen ? 'bg-accent font-medium text-on-accent' : date === today ? 'font-semibold text-accent hover:bg-hover' : date.startsWith(shown) ? 'hover:bg-hover' : 'text-quiet hover:bg-hover'}`}
                  >
                    {Number(date.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
