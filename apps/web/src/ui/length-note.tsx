import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { announce } from './announcer.tsx'
import { say } from './say.ts'

type Field = HTMLInputElement | HTMLTextAreaElement
interface Over {
  readonly field: Field
  readonly length: number
  readonly max: number
  /** The browser has no room for it either. */
  readonly roomless: boolean
}
const overOf = (element: Element | null): Over | null => {
  const field = element instanceof HTMLElement && element.dataset['max'] !== undefined ? (element as Field) : null
  const max = Number(field?.dataset['max'])
  return field && field.value.length > max ? { field, length: field.value.length, max, roomless: field.dataset['roomless'] === 'true' } : null
}
/** The first where both say the same, so that nothing is drawn anew. */
const sameOver = (before: Over | null, now: Over | null) =>
  before?.field === now?.field && before?.length === now?.length && before?.roomless === now?.roomless ? before : now

/**
 * Says below a field that its text is longer than fits (`data-max`, UTF-16 units as everywhere) while the field has the focus, and where it is so
 * that the browser has no room to keep it (`data-roomless`). Fields that may hold so much have no `maxlength`, by which a browser cuts what is
 * pasted without a word: the text stays, and whoever saves it waits until it fits.
 */
export const LengthNote = () => {
  const [over, setOver] = useState<Over | null>(null)
  const note = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const look = () => setOver((before) => sameOver(before, overOf(document.activeElement)))
    const events = ['input', 'focusin', 'focusout'] as const
    for (const event of events) document.addEventListener(event, look)
    look()
    return () => {
      for (const event of events) document.removeEventListener(event, look)
    }
  }, [])
  const field = over?.field
  const roomless = over?.roomless
  useLayoutEffect(() => {
    if (!field) return
    field.setAttribute('aria-invalid', 'true')
    announce(roomless ? `${say('too-long')} ${say('too-long-roomless')}` : say('too-long'))
    note.current?.showPopover()
    let frame = 0
    // Where the field goes, the note goes too; a text that was taken back is told by no event.
    const follow = () => {
      const { left, bottom, width } = field.getBoundingClientRect()
      const style = note.current?.style
      if (style && note.current) {
        style.left = `${Math.max(8, Math.min(left, innerWidth - note.current.offsetWidth - 8))}px`
        style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - note.current.offsetHeight - 8))}px`
        style.maxWidth = `${Math.max(width, 280)}px`
      }
      const now = overOf(document.activeElement)
      setOver((before) => sameOver(before, now))
      if (now?.field === field) frame = requestAnimationFrame(follow)
    }
    follow()
    return () => {
      cancelAnimationFrame(frame)
      field.removeAttribute('aria-invalid')
    }
  }, [field, roomless])
  if (!over) return null
  return (
    <p ref={note} popover="manual" className="fixed inset-auto m-0 rounded-md border border-line bg-raised px-3 py-1.5 text-[13px] text-alert shadow-float">
      {say('too-long-by', { count: over.length, max: over.max })}
      {over.roomless && <span className="block">{say('too-long-roomless')}</span>}
    </p>
  )
}
