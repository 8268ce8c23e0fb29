import { useSyncExternalStore } from 'react'

const apartMs = 1_000
/** What is told within this time is about one thing: ms. */
const sameMs = 300
let said = ''
let lastAt = 0
let askedAt = -Infinity
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
  askedAt = performance.now()
  const wait = lastAt + apartMs - askedAt
  if (lastAt === 0 || wait <= 0) say(text)
  else timer = setTimeout(() => say(text), wait)
}
/** The same, unless somebody who knows better has just told of it. */
export const announceElse = (text: string): void => {
  if (performance.now() - askedAt > sameMs) announce(text)
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
