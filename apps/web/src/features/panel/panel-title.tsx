import { useEffect } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { takeCommands } from '../../tab/scopes.ts'
import { useTextInPlace } from '../../tab/text-in-place.ts'
import { GrowingText } from '../../ui/growing-text.tsx'
import { say } from './say.ts'

/** The title, edited in its place. */
export const PanelTitle = ({
  of,
  title,
  closed,
  readOnly,
  onRename,
}: {
  /** The task's own; what is typed is kept under it. */
  of: string
  title: string
  closed: boolean
  readOnly: boolean
  onRename: (title: string) => void
}) => {
  const onSave = (text: string) => {
    const now = text.replaceAll(/\s+/g, ' ')
    if (now !== title) onRename(now)
  }
  const { value, ...field } = useTextInPlace({ name: `title-${of}`, max: limits.title, text: title, onSave })
  useEffect(() => {
    if (readOnly) return undefined
    return takeCommands({
      can: (id, target) => id === 'rename' && target.closest('.panel') !== null,
      run: (_, target) => {
        const field = target.closest('.panel')?.querySelector<HTMLTextAreaElement>('[data-panel-title]')
        field?.focus()
        field?.select()
      },
    })
  }, [readOnly])
  return (
    <GrowingText
      {...field}
      aria-label={say('title')}
      data-panel-title=""
      value={readOnly ? title : value}
      readOnly={readOnly}
      enterKeyHint="done"
      className={`w-full rounded-md py-1 text-lg font-semibold leading-6 tracking-tight !outline-none ${closed ? 'text-quiet line-through' : ''}`}
    />
  )
}
