import { limits } from '@muster/core/contract/limits.ts'
import { say } from '../../messages/page.ts'
import { useTextInPlace } from '../../tab/text-in-place.ts'

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
/** A text of a row, edited in its place. */
export const RowField = ({ what, of, text, onSave, onDone }: Props) => {
  const max = what === 'title' ? limits.title : limits.name
  const field = useTextInPlace({ name: `${what}-${of}`, max, text, onSave, onDone })
  return (
    <input
      {...field}
      aria-label={say(what === 'title' ? 'title' : 'section-name')}
      autoFocus
      onFocus={(event) => what === 'name' && event.target.select()}
      onKeyDown={(event) => {
        event.stopPropagation()
        field.onKeyDown(event)
      }}
      className={
        what === 'title'
          ? 'h-full w-full min-w-0 bg-transparent text-base lg:text-sm'
          : 'h-11 min-w-0 flex-1 bg-transparent pr-2 text-base font-semibold lg:h-8 lg:pl-2 lg:text-sm'
      }
    />
  )
}
