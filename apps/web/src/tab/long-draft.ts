import { useEffect, useState } from 'react'
import { controls } from '../messages/en/controls.ts'
import { words } from '../messages/words.ts'
import { keepLong } from './long-text.ts'
import { notice } from './toast.ts'

const say = words('controls', controls)

/**
 * What is typed where a text is edited in place; null while nothing was. What is too long to be saved outlasts its field: it is kept in this
 * browser under a name, and offered again. What is not too long is saved when its field is left, and needs no keeping.
 */
export const useLongDraft = (slot: string, max: number): readonly [string | null, (text: string | null) => void] => {
  const [kept] = useState(() => keepLong(slot, max))
  const [draft, setDraft] = useState(kept.text)
  useEffect(() => () => void (kept.isKept() && notice(say('too-long-kept'))), [kept])
  const write = (text: string | null) => {
    setDraft(text)
    kept.write(text)
  }
  return [draft, write]
}
