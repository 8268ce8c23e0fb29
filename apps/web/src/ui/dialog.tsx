import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { isComposing } from '../lib/composing.ts'

/** A modal dialog, open as long as it is mounted; Escape and a press outside close it. */
export const Dialog = ({ label, narrow = false, onClose, children }: { label: string; narrow?: boolean; onClose: () => void; children: ReactNode }) => {
  const element = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page: then the focus goes back to where it came from.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      aria-label={label}
      onCancel={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isComposing(event)) return
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
      className={`mx-auto mb-auto mt-[12dvh] ${narrow ? 'w-[min(20rem,calc(100vw-2rem))]' : 'w-[min(28rem,calc(100vw-2rem))]'} rounded-lg border border-line bg-raised p-0 text-text shadow-float`}
    >
      {children}
    </dialog>
  )
}
