/** A finger that rests for so long is no tap: ms. Before browsers think so themselves, and begin to drag. */
const holdMs = 350
/** A finger is never quite at rest: px. */
const slackPx = 10

const swallow = (event: Event) => {
  event.preventDefault()
  event.stopPropagation()
}
/**
 * Tells of a finger that rests within an element, by what is below it, as long as what comes back is not called. Where that is taken,
 * lifting the finger is no tap any more. A finger that moves scrolls, or drags; a second one zooms.
 */
export const onHold = (element: HTMLElement | null, taken: (target: HTMLElement) => boolean): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from = { x: 0, y: 0 }
  const over = () => clearTimeout(timer)
  const down = ({ target, pointerType, isPrimary, clientX: x, clientY: y }: PointerEvent) => {
    over()
    element?.removeEventListener('click', swallow, true)
    if (pointerType !== 'touch' || !isPrimary || !(target instanceof HTMLElement)) return
    from = { x, y }
    timer = setTimeout(() => {
      if (taken(target)) element?.addEventListener('click', swallow, true)
    }, holdMs)
  }
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > slackPx) over()
  }
  const all = { pointerdown: down, pointermove: move, pointerup: over, pointercancel: over } as const
  const names = Object.keys(all) as (keyof typeof all)[]
  for (const name of names) element?.addEventListener(name, all[name])
  return () => {
    over()
    for (const name of names) element?.removeEventListener(name, all[name])
    element?.removeEventListener('click', swallow, true)
  }
}
