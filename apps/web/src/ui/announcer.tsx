import { useSyncExternalStore } from 'react'

const apartMs = 1_000
let said = ''
let lastAt = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

const say = (text: string) => {
  // The same words again are heard only when the text differs.
  said = text === said ? `${text}\u00a0` : text
  lastAt = performance.now()
  for (const listener of listeners) listener()
}
/** Tells screen readers politely, at most one message a second: of several the last. */
export const announce = (text: string): void => {
  clearTimeout(timer)
  const wait = lastAt + apartMs - performance.now()
  if (lastAt === 0 || wait <= 0) say(text)
  else timer = setTimeout(() => say(text), wait)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
/** The one live region of a page. */
export const Announcer = () => (
  <div aria-live="polite" className="sr-only">
    {useSyncExternalStore(subscribe, () => said)}
  </div>
)
