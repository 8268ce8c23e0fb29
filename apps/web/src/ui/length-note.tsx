import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { announce } from './announcer.tsx'
import { say } from './say.ts'

type Field = HTMLInputElement | HTMLTextAreaElement
interface Over {
  readonly field: Field
  readonly length: number
  readonly max: number
}
const overOf = (element: Element | null): Over | null => {
  const field = element instanceof HTMLElement && element.dataset['max'] !== undefined ? (element as Field) : null
  const max = Number(field?.dataset['max'])
  return field && field.value.length > max ? { field, length: field.value.length, max } : null
}

/**
 * Says below a field that its text is longer than fits (`data-max`, UTF-16 units as everywhere) while the field has the focus. Fields that may
 * hold so much have no `maxlength`, by which a browser cuts what is pasted without a word: the text stays, and whoever saves it waits until it fits.
 */
export const LengthNote = () => {
  const [over, setOver] = useState<Over | null>(null)
  const note = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const look = () => setOver(overOf(document.activeElement))
    const events = ['input', 'focusin', 'focusout'] as const
    for (const event of events) document.addEventListener(event, look)
    look()
    return () => {
      for (const event of events) document.removeEventListener(event, look)
    }
  }, [])
  const field = over?.field
  useLayoutEffect(() => {
    if (!field) return
    field.setAttribute('aria-invalid', 'true')
    announce(say('too-long'))
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
      if (overOf(document.activeElement)?.field === field) frame = requestAnimationFrame(follow)
      else setOver(null)
    }
    follow()
    return () => {
      cancelAnimationFrame(frame)
      field.removeAttribute('aria-invalid')
    }
  }, [field])
  if (!over) return null
  return (
    <p ref={note} popover="manual" className="fixed inset-auto m-0 rounded-md border border-line bg-raised px-3 py-1.5 text-[13px] text-alert shadow-float">
      {say('too-long-by', { count: over.length, max: over.max })}
    </p>
  )
}
