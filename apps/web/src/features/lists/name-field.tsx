import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { isComposing } from '../../lib/composing.ts'

/** A name edited in place: Enter and leaving keep it where it fits, Escape takes the edit back. `onDone` tells whether it was ended by key. */
export const NameField = ({ label, name, onDone }: { label: string; name: string; onDone: (name: string | null, byKey: boolean) => void }) => {
  const finish = (text: string, byKey: boolean) => {
    if (text.length > limits.name) return
    const now = tidyLine(text)
    onDone(now && now !== name ? now : null, byKey)
  }
  return (
    <input
      aria-label={label}
      autoFocus
      defaultValue={name}
      data-max={limits.name}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value, false)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (isComposing(event)) return
        if (event.key === 'Enter') finish(event.currentTarget.value, true)
        if (event.key === 'Escape') {
          event.preventDefault()
          onDone(null, true)
        }
      }}
      className="h-11 w-full rounded-md border border-edge bg-ground px-2 text-base lg:h-8 lg:text-sm"
    />
  )
}
