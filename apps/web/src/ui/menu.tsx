import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { CheckIcon } from './icons.tsx'
import { Shield } from './shield.tsx'

export interface MenuItem {
  readonly label: string
  readonly keys?: string
  readonly icon?: ReactNode
  /** Given: one of several that exclude each other. */
  readonly checked?: boolean
  readonly danger?: boolean
  /** A line above it. */
  readonly apart?: boolean
  /** Stands in one line with its neighbours that do, as an icon. */
  readonly inline?: boolean
  readonly run: () => void
}

const apart = 'relative mt-2 before:absolute before:inset-x-0 before:-top-1 before:border-t before:border-line'

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
    ;(menu.querySelector<HTMLElement>('[aria-checked=true]:not([data-inline])') ?? menu.querySelector<HTMLElement>('button'))?.focus()
    const onToggle = (event: ToggleEvent) => event.newState === 'closed' && closing.current()
    menu.addEventListener('toggle', onToggle)
    return () => menu.removeEventListener('toggle', onToggle)
  }, [at])
  // The focus goes back to what had it before anything else is done.
  const close = () => {
    element.current?.hidePopover()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const buttons = [...(element.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const now = buttons.indexOf(document.activeElement as HTMLElement)
    const last = buttons.length - 1
    const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== ' '
    const inline = (document.activeElement as HTMLElement).dataset['inline'] !== undefined
    const key = inline && event.key === 'ArrowRight' ? 'ArrowDown' : inline && event.key === 'ArrowLeft' ? 'ArrowUp' : event.key
    const next =
      key === 'ArrowDown'
        ? now >= last
          ? 0
          : now + 1
        : key === 'ArrowUp'
          ? now <= 0
            ? last
            : now - 1
          : key === 'Home'
            ? 0
            : key === 'End'
              ? last
              : typed
                ? [...buttons.slice(now + 1), ...buttons.slice(0, now + 1)]
                    .map((button) => buttons.indexOf(button))
                    .find((index) => (buttons[index]?.dataset['name'] ?? '').toLowerCase().startsWith(event.key.toLowerCase()))
                : undefined
    if (event.key === 'Tab' || event.key === 'Escape') {
      event.preventDefault()
      close()
    }
    if (next === undefined) return
    event.preventDefault()
    buttons[next]?.focus()
  }
  const shared = (item: MenuItem) => ({
    'data-name': item.label,
    role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': item.checked,
    tabIndex: -1,
    // One item is the current one, by pointer and by key alike.
    onPointerMove: ({ currentTarget }: { readonly currentTarget: HTMLElement }) => currentTarget.focus({ preventScroll: true }),
    onClick: () => {
      close()
      item.run()
    },
  })
  // Where nothing can have a mark, no room is kept for one.
  const marked = items.some((item) => !item.inline && (item.icon !== undefined || item.checked !== undefined))
  const lines = items.reduce<MenuItem[][]>((all, item) => {
    const last = all.at(-1)
    if (last && item.inline && last[0]?.inline) last.push(item)
    else all.push([item])
    return all
  }, [])
  return (
    <div
      ref={element}
      popover="auto"
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="menu fixed m-0 min-w-56 overflow-auto overscroll-contain rounded-lg border border-line bg-raised p-1 text-text shadow-float"
    >
      <Shield onClose={close} />
      {lines.map((line) =>
        line[0]?.inline ? (
          <div key={line[0].label} role="group" className={`flex gap-1 ${line[0].apart ? apart : ''}`}>
            {line.map((item) => (
              <button
                key={item.label}
                {...shared(item)}
                data-inline=""
                aria-label={item.label}
                title={item.keys ? `${item.label} (${item.keys})` : item.label}
                className={`grid h-11 flex-1 place-items-center rounded-md focus:bg-hover lg:h-8 ${item.checked ? 'bg-chosen' : ''}`}
              >
                {item.icon}
              </button>
            ))}
          </div>
        ) : (
          line.map((item) => (
            <button
              key={item.label}
              {...shared(item)}
              className={`flex min-h-11 w-full items-center gap-2 rounded-md px-2.5 text-left text-base focus:bg-hover lg:min-h-8 lg:text-[13px] ${item.danger ? 'text-alert' : ''} ${item.apart ? apart : ''}`}
            >
              {marked && (
                <span className={`grid w-4 shrink-0 place-items-center ${item.danger ? '' : 'text-quiet'}`}>
                  {item.checked && !item.icon ? <CheckIcon /> : item.icon}
                </span>
              )}
              <span className="flex-1">{item.label}</span>
              {item.checked && item.icon && <CheckIcon />}
              {item.keys && (
                <kbd aria-hidden className="hidden pl-6 font-sans text-xs text-quiet lg:inline">
                  {item.keys}
                </kbd>
              )}
            </button>
          ))
        ),
      )}
    </div>
  )
}
