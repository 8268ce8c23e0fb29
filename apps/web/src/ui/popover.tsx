import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { isComposing } from '../lib/composing.ts'
import { Shield } from './shield.tsx'

/** Floats beside what opened it; on a phone a sheet at the foot. Closes by itself at Escape and a press outside, then the focus goes back. */
export const Popover = ({ label, anchor, onClose, children }: { label: string; anchor: HTMLElement; onClose: () => void; children: ReactNode }) => {
  const element = useRef<HTMLDivElement>(null)
  const closing = useRef(onClose)
  useEffect(() => {
    closing.current = onClose
  })
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    box.showPopover()
    const place = () => {
      const { left, bottom, top } = anchor.getBoundingClientRect()
      const { width, height } = box.getBoundingClientRect()
      const below = bottom + 4
      const fits = below + height <= innerHeight - 8
      box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
      box.style.top = `${fits ? below : Math.max(8, Math.min(top - height - 4, innerHeight - height - 8))}px`
    }
    place()
    const watch = new ResizeObserver(place)
    watch.observe(box)
    box.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    const onToggle = (event: ToggleEvent) => {
      if (event.newState !== 'closed') return
      if (document.activeElement === document.body || box.contains(document.activeElement)) anchor.focus()
      closing.current()
    }
    box.addEventListener('toggle', onToggle)
    return () => {
      watch.disconnect()
      box.removeEventListener('toggle', onToggle)
      if (box.contains(document.activeElement)) anchor.focus()
    }
  }, [anchor])
  return (
    <div
      ref={element}
      popover="auto"
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape' || isComposing(event)) return
        event.preventDefault()
        anchor.focus()
        onClose()
      }}
      className="menu fixed m-0 max-h-[80dvh] w-72 overflow-auto overscroll-contain rounded-lg border border-line bg-raised p-1.5 text-text shadow-float"
    >
      <Shield
        onClose={() => {
          anchor.focus()
          onClose()
        }}
      />
      {children}
    </div>
  )
}
