import { useEffect, useRef, useState } from 'react'
import { recall, store } from '../lib/browser-storage.ts'
import { controls } from '../messages/en/controls.ts'
import { words } from '../messages/words.ts'
import { notice } from './toast.ts'

const say = words('controls', controls)

/**
 * What is typed where a text is edited in place; null while nothing was. What is too long to be saved outlasts its field: it is kept in this
 * browser under a name, and offered again. What is not too long is saved when its field is left, and needs no keeping.
 */
export const useLongDraft = (slot: string, max: number): readonly [string | null, (text: string | null) => void] => {
  const [draft, setDraft] = useState(() => recall(slot))
  const kept = useRef(false)
  useEffect(() => () => void (kept.current && notice(say('too-long-kept'))), [])
  const write = (text: string | null) => {
    setDraft(text)
    kept.current = store(slot, text !== null && text.length > max ? text : null) && text !== null && text.length > max
  }
  return [draft, write]
}
