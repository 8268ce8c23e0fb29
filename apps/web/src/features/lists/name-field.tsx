import { limits } from '@muster/core/contract/limits.ts'

/** A name edited in place: Enter and leaving keep it, Escape takes the edit back. */
export const NameField = ({ label, name, onDone }: { label: string; name: string; onDone: (name: string | null) => void }) => {
  const finish = (text: string) => {
    const now = text.trim()
    onDone(now && now !== name ? now : null)
  }
  return (
    <input
      aria-label={label}
      autoFocus
      defaultValue={name}
      maxLength={limits.name}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') {
          event.preventDefault()
          onDone(null)
        }
      }}
      className="h-11 w-full rounded-md border border-line bg-ground px-2 text-base lg:h-8 lg:text-sm"
    />
  )
}
