import { limits } from '@muster/core/contract/limits.ts'
import { useTextInPlace } from '../../tab/text-in-place.ts'

interface Props {
  readonly label: string
  /** Whose name it is: what is typed is kept under it. */
  readonly of: string
  readonly name: string
  readonly onSave: (name: string) => void
  readonly onDone: (byKey: boolean) => void
}
/** The name of a list or a folder, edited in its place. */
export const NameField = ({ label, of, name, onSave, onDone }: Props) => {
  const field = useTextInPlace({ name: `name-${of}`, max: limits.name, text: name, onSave, onDone })
  return (
    <input
      {...field}
      aria-label={label}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => {
        event.stopPropagation()
        field.onKeyDown(event)
      }}
      className="h-11 w-full rounded-md border border-edge bg-ground px-2 text-base lg:h-8 lg:text-sm"
    />
  )
}
