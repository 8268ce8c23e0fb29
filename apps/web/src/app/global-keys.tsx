import { lazy, Suspense, useEffect, useState } from 'react'
import { letterOf } from '../features/tasks/model/keys.ts'
import { go } from '../lib/router.tsx'
import { announce } from '../ui/announcer.tsx'

const HelpSheet = lazy(() => import('./help-sheet.tsx').then((module) => ({ default: module.HelpSheet })))
const chordMs = 1_000
const waitMs = 1_000
const busy = 'input, textarea, select, [contenteditable], dialog, [popover]'
const places: readonly (readonly [key: string, name: string, address: string])[] = [
  ['i', 'Inbox', '/'],
  ['t', 'Today', '/today'],
]

/** The view's own way to add; where a view has none, the Inbox's, once it is there. */
const addTask = () => {
  const button = () => document.querySelector<HTMLElement>('main .fab')
  const here = button()
  if (here) return here.click()
  go('/')
  const since = performance.now()
  const soon = () => {
    const there = button()
    if (there) there.click()
    else if (performance.now() - since < waitMs) requestAnimationFrame(soon)
  }
  requestAnimationFrame(soon)
}

/** Keys that work in every view: add, go, help. */
export const GlobalKeys = () => {
  const [going, setGoing] = useState(false)
  const [help, setHelp] = useState(false)
  useEffect(() => {
    if (!going) return
    announce(`Go to: ${places.map(([key, name]) => `${key} ${name}`).join(', ')}`)
    const timer = setTimeout(() => setGoing(false), chordMs)
    return () => clearTimeout(timer)
  }, [going])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.getModifierState('AltGraph')) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if ((event.target as HTMLElement).closest(busy) || document.querySelector('dialog[open], [popover]:popover-open, [role=dialog][aria-modal]')) return
      const letter = letterOf(event)
      if (going) {
        // The list must not take the second key for one of its own.
        if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) {
          event.preventDefault()
          event.stopPropagation()
          setGoing(false)
          const place = places.find(([key]) => key === letter)
          if (place) go(place[2])
        }
        return
      }
      if (event.defaultPrevented) return
      if (letter === '?') setHelp(true)
      else if (letter === 'g' && !event.shiftKey) setGoing(true)
      else if (letter === 'q' && !event.shiftKey) addTask()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [going])
  return (
    <>
      {going && (
        <div className="selection flex gap-x-4 rounded-lg border border-line bg-raised px-4 py-2 text-[13px] shadow-float">
          <span className="text-quiet">Go to</span>
          {places.map(([key, name]) => (
            <span key={key}>
              <kbd className="mr-1.5 font-sans font-semibold">{key}</kbd>
              {name}
            </span>
          ))}
        </div>
      )}
      <Suspense>{help && <HelpSheet onClose={() => setHelp(false)} />}</Suspense>
    </>
  )
}
