import { awaited } from '../lib/awaited.ts'

/** What carries out keys, once its code is here. */
export interface Keyboard {
  readonly hear: (event: KeyboardEvent) => void
  /** Whether a key leads away from what it would be kept for. */
  readonly leaves: (event: KeyboardEvent) => boolean
  /** Carries out what was kept, as long as nothing that takes keys is on its way. */
  readonly catchUp: () => void
}
const most = 100
/** What these do, the browser has done, or is seen at once. */
const walks: ReadonlySet<string> = new Set(['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'Escape'])
/** What was pressed longer ago than this is not meant any more: ms. */
const meantMs = 30_000
/** What does not come within this time is not waited for: ms. */
const longestHoldMs = 10_000
/** Where text is written, keys are its own. */
export const typing = `input:not(${['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit'].map((type) => `[type=${type}]`).join()}), textarea, select, [contenteditable]`

const takesBackHere = ({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && /^[zy]$/i.test(key) && target instanceof Element && !target.matches(typing)

let keyboard: Keyboard | undefined
let kept: { readonly event: KeyboardEvent; readonly at: number; readonly presses: number }[] = []
let held = 0
/** Ends what says that keys wait. */
let carriedOut: (() => void) | undefined
/** How often the pointer was pressed, and by which press the focus is where it is. */
let presses = 0
let ledBy = 0
/** Where the pointer has led the focus, while keys that were pressed before are carried out where it was then. */
let led: Element | null = null
addEventListener('pointerdown', () => (ledBy = ++presses), true)

const nothingWaits = () => {
  carriedOut?.()
  carriedOut = undefined
}
/** Nothing that takes keys is on its way. */
const isFree = () => keyboard !== undefined && held === 0
const release = () => {
  if (isFree() && kept.length > 0) keyboard?.catchUp()
}
// The one listener for keys of the whole page, from its first moment on.
addEventListener('keydown', (event: KeyboardEvent) => {
  const written = event.target instanceof Element && event.target.matches(typing) && !event.ctrlKey && !event.metaKey
  if (keyboard && ((isFree() && kept.length === 0) || keyboard.leaves(event))) {
    kept = []
    nothingWaits()
    return keyboard.hear(event)
  }
  // Whoever was there has taken it.
  if (event.defaultPrevented) return
  // A field that a kept key leads to gets what was typed in the order in which it was typed.
  if (written && isFree()) event.preventDefault()
  else if (written) return
  // Outside of fields the browser would take back what was last typed in one, and lead there.
  else if (takesBackHere(event)) event.preventDefault()
  if (kept.length >= most) return
  kept.push({ event, at: performance.now(), presses })
  if (!walks.has(event.key)) carriedOut ??= awaited()
})

/** Keeps keys, in their order, while something that takes them is on its way: until what comes back is called. */
export const holdKeys = (): (() => void) => {
  held++
  let over = false
  const letGo = () => {
    clearTimeout(timer)
    if (!over) held--
    over = true
    // What is drawn instead may hold them in its turn.
    queueMicrotask(release)
  }
  const timer = setTimeout(letGo, longestHoldMs)
  return letGo
}
/** The next key that was kept; undefined when there is none to be carried out now. */
export const nextKept = (): KeyboardEvent | undefined => {
  if (!isFree()) return undefined
  for (let one = kept.shift(); one; one = kept.shift()) {
    const { target } = one.event
    // Keys pressed at what has gone since were meant for that.
    if (performance.now() - one.at > meantMs || !(target instanceof HTMLElement) || !target.isConnected) continue
    if (one.presses !== ledBy) {
      led ??= document.activeElement
      ledBy = one.presses
      // The page itself takes no focus: it has it where nothing else does.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      target.focus()
    }
    return one.event
  }
  nothingWaits()
  if (ledBy !== presses && led instanceof HTMLElement) led.focus()
  ledBy = presses
  led = null
  return undefined
}
/** Hears all keys from now on, those that were kept first. */
export const startHearing = (one: Keyboard): void => {
  keyboard = one
  release()
}
