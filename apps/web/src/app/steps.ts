import type { Replica } from '../replica/replica.ts'
import { createHistory, type History } from '../tab/history.ts'

const noText = ['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit'].map((type) => `[type=${type}]`).join()
/** Where text is written, taking it back is the browser's own. */
const typing = `input:not(${noText}), textarea, [contenteditable]`
const mac = /Mac|iP(?:hone|ad)/.test(navigator.platform)

let history: History | undefined
/** The steps of this page, and the keys that take them back and do them again: one history a page, from when it is first asked for. */
export const stepsOf = (replica: Replica): History => {
  if (history) return history
  const steps = createHistory(replica)
  replica.onStep(steps.remember)
  addEventListener('keydown', (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || !(event.ctrlKey || event.metaKey)) return
    const key = event.key.toLowerCase()
    const way = key === 'z' ? (event.shiftKey ? 'redo' : 'undo') : key === 'y' && !mac && !event.shiftKey ? 'redo' : undefined
    if (!way || (event.target as HTMLElement).closest(typing)) return
    event.preventDefault()
    void steps[way]()
  })
  return (history = steps)
}
