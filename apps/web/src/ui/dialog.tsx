import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { isComposing } from '../lib/composing.ts'

const widths = { usual: 'w-[min(28rem,calc(100vw-2rem))]', wide: 'w-[min(42rem,calc(100vw-2rem))]' } as const

/** A modal dialog, open as long as it is mounted; Escape and a press outside close it. */
export const Dialog = ({
  label,
  size = 'usual',
  onClose,
  children,
}: {
  label: string
  size?: keyof typeof widths
  onClose: () => void
  children: ReactNode
}) => {
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
      className={`mx-auto mb-auto mt-[12dvh] ${widths[size]} rounded-lg border border-line bg-raised p-0 text-text shadow-float`}
    >
      {children}
    </dialog>
  )
}
