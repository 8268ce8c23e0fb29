import { useEffect } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { isComposing } from '../../lib/composing.ts'
import { useLongDraft } from '../../tab/long-draft.ts'
import { takeCommands } from '../../tab/scopes.ts'
import { GrowingText } from '../../ui/growing-text.tsx'
import { say } from './say.ts'

/** The title, edited in place: Enter and leaving keep it, Escape takes the edit back. */
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
  const [draft, setDraft] = useLongDraft(`title-${of}`, limits.title)
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
  const finish = () => {
    if ((draft?.length ?? 0) > limits.title) return
    const now = draft && tidyLine(draft.replaceAll(/\s+/g, ' '))
    if (now && now !== title) onRename(now)
    setDraft(null)
  }
  return (
    <GrowingText
      aria-label={say('title')}
      data-panel-title=""
      value={readOnly ? title : (draft ?? title)}
      data-max={limits.title}
      readOnly={readOnly}
      enterKeyHint="done"
      onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
      onBlur={finish}
      onKeyDown={(event) => {
        if (isComposing(event) || (event.key !== 'Enter' && event.key !== 'Escape')) return
        if (event.key === 'Escape' && draft === null) return
        event.preventDefault()
        event.stopPropagation()
        if (event.key === 'Enter') finish()
        else setDraft(null)
      }}
      className={`w-full rounded-md py-1 text-lg font-semibold leading-6 tracking-tight !outline-none ${closed ? 'text-quiet line-through' : ''}`}
    />
  )
}
