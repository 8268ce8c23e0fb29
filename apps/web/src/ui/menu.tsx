import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

export interface MenuItem {
  readonly label: string
  readonly keys?: string
  readonly icon?: ReactNode
  /** Given: one of several that exclude each other. */
  readonly checked?: boolean
  readonly danger?: boolean
  /** A line above it. */
  readonly apart?: boolean
  readonly run: () => void
}

/** A menu at a point of the window; on a phone a sheet at its foot. Closes by itself; `onClose` tells whether an item was taken. */
export const Menu = ({
  label,
  at,
  items,
  onClose,
}: {
  label: string
  at: { readonly x: number; readonly y: number }
  items: readonly MenuItem[]
  onClose: () => void
}) => {
  const element = useRef<HTMLDivElement>(null)
  const closing = useRef(onClose)
  useEffect(() => {
    closing.current = onClose
  })
  useLayoutEffect(() => {
    const menu = element.current
    if (!menu) return
    menu.showPopover()
    const { width, height } = menu.getBoundingClientRect()
    menu.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`
    menu.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`
    menu.querySelector<HTMLElement>('button')?.focus()
    const onToggle = (event: ToggleEvent) => event.newState === 'closed' && closing.current()
    menu.addEventListener('toggle', onToggle)
    return () => menu.removeEventListener('toggle', onToggle)
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const buttons = [...(element.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const now = buttons.indexOf(document.activeElement as HTMLElement)
    const last = buttons.length - 1
    const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== ' '
    const next =
      event.key === 'ArrowDown'
        ? now >= last
          ? 0
          : now + 1
        : event.key === 'ArrowUp'
          ? now <= 0
            ? last
            : now - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? last
              : typed
                ? [...buttons.slice(now + 1), ...buttons.slice(0, now + 1)]
                    .map((button) => buttons.indexOf(button))
                    .find((index) => buttons[index]?.innerText.toLowerCase().startsWith(event.key.toLowerCase()))
                : undefined
    if (event.key === 'Tab' || event.key === 'Escape') {
      event.preventDefault()
      onClose()
    }
    if (next === undefined) return
    event.preventDefault()
    buttons[next]?.focus()
  }
  return (
    <div
      ref={element}
      popover="auto"
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="menu fixed m-0 min-w-56 overflow-auto overscroll-contain rounded-lg border border-line bg-raised p-1 text-text shadow-float"
    >
      {items.map(({ label: name, keys, icon, checked, danger, apart, run }) => (
        <button
          key={name}
          role={checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={checked}
          tabIndex={-1}
          onClick={() => {
            onClose()
            run()
          }}
          className={`flex min-h-11 w-full items-center gap-2 rounded-md px-2.5 text-left text-base hover:bg-hover focus:bg-hover lg:min-h-8 lg:text-[13px] ${danger ? 'text-alert' : ''} ${apart ? 'relative mt-2 before:absolute before:inset-x-0 before:-top-1 before:border-t before:border-line' : ''}`}
        >
          <span className="grid w-4 place-items-center">{checked ? '✓' : icon}</span>
          <span className="flex-1">{name}</span>
          {keys && (
            <kbd aria-hidden className="hidden pl-6 font-sans text-xs text-quiet lg:inline">
              {keys}
            </kbd>
          )}
        </button>
      ))}
    </div>
  )
}
