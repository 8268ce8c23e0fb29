import type { ChangeEvent, KeyboardEvent } from 'react'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { isComposing } from '../lib/composing.ts'
import { useLongDraft } from './long-draft.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

interface Given {
  /** What it is kept under while it is too long to be saved. */
  readonly name: string
  readonly max: number
  /** The text as it is saved. */
  readonly text: string
  /** Hears of another text, if there is one, before the field is done with. */
  readonly onSave: (text: string) => void
  /** Of a field that stands there only while it is edited: it is done with, by key or because it was left. */
  readonly onDone?: (byKey: boolean) => void
}
/** A line of text, edited in its place: Enter and leaving save it where it fits, Escape takes the edit back. Returns what its field is given. */
export const useTextInPlace = ({ name, max, text, onSave, onDone }: Given) => {
  const draft = useLongDraft(name, max)
  const finish = (saves: boolean, byKey: boolean) => {
    if (saves && draft.isTooLong) return
    const now = saves && draft.text !== null && tidyLine(draft.text)
    if (now && now !== text) onSave(now)
    draft.write(null)
    onDone?.(byKey)
  }
  return {
    ...draft.field,
    value: draft.text ?? text,
    onChange: (event: ChangeEvent<Field>) => draft.write(event.target.value.replaceAll('\n', ' ')),
    onBlur: () => finish(true, false),
    onKeyDown: (event: KeyboardEvent<Field>) => {
      if (isComposing(event) || (event.key !== 'Enter' && event.key !== 'Escape')) return
      // There is nothing to take back: it closes what the field stands in.
      if (event.key === 'Escape' && draft.text === null && !onDone) return
      event.preventDefault()
      event.stopPropagation()
      finish(event.key === 'Enter', true)
    },
  }
}
