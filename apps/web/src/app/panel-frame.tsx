import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { closesByEscape } from '../tab/scopes.ts'
import { say } from './say.ts'

const closesAtPx = 120
const flickPxPerMs = 0.6

/** Beside the list on wide screens, over its edge; on narrow ones a sheet that follows what the keyboard leaves and closes when its head is drawn down. */
export const PanelFrame = ({ wide, shown, onClose, children }: { wide: boolean; shown: string; onClose: () => void; children: ReactNode }) => {
  const element = useRef<HTMLElement>(null)
  const drag = useRef<{ readonly y: number; readonly at: number } | null>(null)
  const [down, setDown] = useState(0)
  useEffect(() => {
    // A half-written text that opens with the task keeps the focus, or it would be done before anybody saw it.
    if (!element.current?.querySelector('textarea:focus')) element.current?.focus({ preventScroll: true })
  }, [shown, wide])
  useEffect(() => {
    const view = visualViewport
    const sheet = element.current
    if (wide || !view || !sheet) return
    const fit = () => {
      sheet.style.bottom = `${Math.max(0, innerHeight - view.height - view.offsetTop)}px`
      sheet.style.maxHeight = `${view.height - 32}px`
    }
    fit()
    view.addEventListener('resize', fit)
    view.addEventListener('scroll', fit)
    return () => {
      view.removeEventListener('resize', fit)
      view.removeEventListener('scroll', fit)
      sheet.style.removeProperty('bottom')
      sheet.style.removeProperty('max-height')
    }
  }, [wide])
  useEffect(() => {
    const close = () => {
      onClose()
      return true
    }
    return closesByEscape({ within: () => element.current, close })
  }, [onClose])
  if (wide)
    return (
      <aside
        ref={element}
        aria-label={say('task')}
        tabIndex={-1}
        className="panel fixed inset-y-0 right-0 z-10 flex w-96 flex-col border-l border-line bg-ground shadow-float"
      >
        {children}
      </aside>
    )
  const end = (event: PointerEvent) => {
    const from = drag.current
    drag.current = null
    setDown(0)
    if (!from) return
    const moved = event.clientY - from.y
    if (moved > closesAtPx || (moved > 24 && moved / (event.timeStamp - from.at) > flickPxPerMs)) onClose()
  }
  return (
    <>
      <div aria-hidden onClick={onClose} className="fixed inset-0 z-20 bg-black/40" />
      <section
        ref={element}
        role="dialog"
        aria-modal="true"
        aria-label={say('task')}
        tabIndex={-1}
        style={down > 0 ? { transform: `translateY(${down}px)` } : undefined}
        className="panel fixed inset-x-0 bottom-0 z-20 flex h-[92dvh] flex-col rounded-t-xl bg-ground shadow-float"
      >
        <div
          onPointerDown={(event) => {
            drag.current = { y: event.clientY, at: event.timeStamp }
            event.currentTarget.setPointerCapture(event.pointerId)
          }}
          onPointerMove={(event) => drag.current && setDown(Math.max(0, event.clientY - drag.current.y))}
          onPointerUp={end}
          onPointerCancel={end}
          className="grid h-4 shrink-0 touch-none place-items-center"
        >
          <span className="h-1 w-9 rounded-full bg-edge" />
        </div>
        {children}
      </section>
    </>
  )
}
