import { useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { durationText, minutesOf } from '../../lib/duration.ts'
import { say } from './say.ts'

const usual = [15, 30, 45, 60, 90, 120, 240]

/** How long it takes: one of the usual, or typed as people write it. Null takes it away. */
export const DurationField = ({ minutes, onSet }: { minutes: number | null; onSet: (minutes: number | null) => void }) => {
  const [text, setText] = useState(minutes === null ? '' : durationText(minutes))
  const typed = minutesOf(text)
  const fits = typed !== null && typed >= 1 && typed <= limits.durationMinutes
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') onSet(null)
        else if (fits) onSet(typed)
      }}
    >
      <div className="flex gap-2">
        <input
          data-autofocus=""
          aria-label={say('duration')}
          placeholder="1 h 30 min"
          value={text}
          aria-invalid={text.trim() !== '' && !fits}
          onChange={(event) => setText(event.target.value)}
          className="h-11 min-w-0 flex-1 rounded-md border border-edge bg-ground px-2.5 text-base placeholder:text-quiet lg:h-8 lg:text-[13px]"
        />
        <button disabled={text.trim() !== '' && !fits} className="h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent disabled:opacity-50 lg:h-8">
          {say('duration-set')}
        </button>
      </div>
      {text.trim() !== '' && !fits && (
        <p role="status" className="px-1 pt-1 text-[13px] text-quiet">
          {say('duration-help')}
        </p>
      )}
      <div className="mt-2 grid grid-cols-[repeat(4,auto)] gap-1">
        {usual.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === minutes}
            onClick={() => onSet(one)}
            className={`min-h-11 whitespace-nowrap rounded-md px-1 text-[13px] tabular-nums lg:min-h-8 ${one === minutes ? 'bg-chosen font-medium' : 'hover:bg-hover'}`}
          >
            {durationText(one)}
          </button>
        ))}
        <button type="button" onClick={() => onSet(null)} className="min-h-11 rounded-md px-1 text-[13px] text-quiet hover:bg-hover lg:min-h-8">
          {say('none')}
        </button>
      </div>
    </form>
  )
}
