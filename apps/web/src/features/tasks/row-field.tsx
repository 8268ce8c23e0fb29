import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { isComposing } from '../../lib/composing.ts'
import { say } from '../../messages/page.ts'
import { useLongDraft } from '../../tab/long-draft.ts'

interface Props {
  /** The title of a task, or the name of a section. */
  readonly what: 'title' | 'name'
  /** The row's own; what is typed is kept under it. */
  readonly of: string
  readonly text: string
  /** Hears of another text, if there is one, before the field is done with. */
  readonly onSave: (text: string) => void
  readonly onDone: (back: boolean) => void
}
/** A text of a row, edited in its place: Enter and leaving keep it, Escape takes the edit back. */
export const RowField = ({ what, of, text, onSave, onDone }: Props) => {
  const max = what === 'title' ? limits.title : limits.name
  const [draft, write] = useLongDraft(`${what}-${of}`, max)
  const finish = (save: boolean, back: boolean) => {
    if (save && (draft?.length ?? 0) > max) return
    const now = save && draft && tidyLine(draft)
    if (now && now !== text) onSave(now)
    write(null)
    onDone(back)
  }
  return (
    <input
      aria-label={say(what === 'title' ? 'title' : 'section-name')}
      autoFocus
      value={draft ?? text}
      data-max={max}
      onFocus={(event) => what === 'name' && event.target.select()}
      onChange={(event) => write(event.target.value)}
      onBlur={() => finish(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (isComposing(event) || (event.key !== 'Enter' && event.key !== 'Escape')) return
        event.preventDefault()
        finish(event.key === 'Enter', true)
      }}
      className={
        what === 'title'
          ? 'h-full w-full min-w-0 bg-transparent text-base lg:text-sm'
          : 'h-11 min-w-0 flex-1 bg-transparent pr-2 text-base font-semibold lg:h-8 lg:pl-2 lg:text-sm'
      }
    />
  )
}
