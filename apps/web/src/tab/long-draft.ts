import { useEffect } from 'react'
import { controls } from '../messages/en/controls.ts'
import { words } from '../messages/words.ts'
import { useKeptDraft } from './kept-draft.ts'
import { notice } from './toast.ts'

const say = words('controls', controls)

/**
 * What is typed where a text is edited; null while nothing was. What is too long to be saved outlasts its field: it is kept in this browser under
 * a name, by each tab for itself, and offered again; by the next page, once its tab is gone. What is not too long is saved when its field is
 * left, and needs no keeping; where it is not, such as the name of what is yet to be made, `always` keeps it whatever its length.
 */
export const useLongDraft = (name: string, max: number, always = false) => {
  const { kept, text, write } = useKeptDraft(name, max, always ? 0 : max)
  useEffect(
    () => () => {
      const by = kept.keptBy()
      if (by) notice(say(by === 'browser' ? 'too-long-kept' : 'too-long-kept-here'))
    },
    [kept],
  )
  return {
    text,
    isTooLong: (text?.length ?? 0) > max,
    write,
    /** What the field itself tells of its length, and of what it holds. */
    field: { 'data-max': max, 'data-roomless': kept.isRoomless() },
  }
}
