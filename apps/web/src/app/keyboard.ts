import { go } from '../lib/router.ts'
import { addressOf } from '../lib/routes.ts'
import type { Replica } from '../replica/replica.ts'
import { addHere } from '../tab/add-here.ts'
import { bindingsOf, digitOf, pressOf } from '../tab/bindings.ts'
import { allCommands, type CommandId } from '../tab/command-table.ts'
import { commandText } from '../tab/command-text.ts'
import { nextKept, startHearing, typing } from '../tab/kept-keys.ts'
import { canGive, closeInnermost, give, takeCommands } from '../tab/scopes.ts'
import { useShown } from '../tab/shown.ts'
import { announce } from '../ui/announcer.tsx'
import { stepsOf } from './steps.ts'

const chordMs = 1_000
const over = 'dialog[open], [popover]:popover-open'
const walking = /^(?:Arrow|Page|Home$|End$)/
const inFields: ReadonlySet<CommandId> = new Set(allCommands.filter((one) => one.inFields).map(({ id }) => id))
/** Given whatever lies over the page. */
const always: ReadonlySet<CommandId> = new Set(['undo', 'redo', 'sidebar'])

/** The view's own way to add; where a view has none, one to the Inbox lies over it. */
const addTask = () => {
  if (!addHere()) useShown.setState({ adding: true })
}

/** Puts a key that was kept into the field that an earlier one led to. */
const write = (field: HTMLElement, event: KeyboardEvent) => {
  const { key, ctrlKey, metaKey, altKey } = event
  if (key.length === 1 && !ctrlKey && !metaKey && !altKey) document.execCommand('insertText', false, key)
  else if (key === 'Backspace') document.execCommand('delete')
  // What a field does on a key that is no text is its own: Enter, Escape.
  else field.dispatchEvent(new KeyboardEvent('keydown', { ...pick(event), bubbles: true, cancelable: true }))
}
const pick = ({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) => ({ key, code, ctrlKey, metaKey, altKey, shiftKey })
/** What a key did is drawn before the next one is carried out. */
const isDrawn = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

let started = false
let toggle = () => {}
/** Carries out keys from when it is first called, and first those that were pressed before. The sidebar that was named last is the one drawn. */
export const startKeyboard = (replica: Replica, toggleSidebar: () => void): void => {
  toggle = toggleSidebar
  if (started) return
  started = true
  const steps = stepsOf(replica)
  const doing: Partial<Record<CommandId, () => void>> = {
    add: addTask,
    'go-inbox': () => go(addressOf('inbox')),
    'go-today': () => go(addressOf('today')),
    undo: () => void steps.undo(),
    redo: () => void steps.redo(),
    sidebar: () => toggle(),
    help: () => useShown.setState({ help: true }),
  }
  takeCommands({ can: (id) => id in doing, run: (id) => doing[id]?.() })

  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = (key: string | null, target: HTMLElement) => {
    clearTimeout(timer)
    useShown.setState({ chord: key === null ? null : { key, target } })
    if (key !== null) timer = setTimeout(() => useShown.setState({ chord: null }), chordMs)
  }
  const bindingsNow = () => bindingsOf(replica.get(replica.person, 'settings', replica.person)?.keys)
  const hear = (event: KeyboardEvent, here = event.target instanceof HTMLElement ? event.target : document.body) => {
    const press = pressOf(event)
    if (press === null) return
    const bindings = bindingsNow()
    const covered = document.querySelector(over) !== null
    const inText = here.closest(typing) !== null
    const { chord } = useShown.getState()
    const tried = (keys: string, target: HTMLElement) =>
      bindings.given(keys).some((id) => {
        // From the row where tasks are typed the arrows go on through the list.
        const goesOn = (press === 'ArrowUp' || press === 'ArrowDown') && here.matches('[data-key=add] input')
        if ((inText && !goesOn && !inFields.has(id)) || (covered && !always.has(id))) return false
        // Elsewhere arrows are the browser's own, or of what has the focus; a letter walks into the list from anywhere.
        if (walking.test(press) && target !== document.body && target.id !== 'view' && !target.closest('[role=treegrid]')) return false
        // A button, or a link, keeps its own Enter and Space.
        if ((press === 'Enter' || press === 'Space') && here.matches('button, a, summary, [role=button], [role=menuitem], [role=option]')) return false
        return give(id, target)
      })
    if (chord) {
      wait(null, here)
      event.preventDefault()
      if (press === 'Escape') return
      const digit = digitOf(event)
      if (!tried(`${chord.key} ${press}`, chord.target) && digit !== undefined) tried(`${chord.key} ${digit}`, chord.target)
      return
    }
    if (press === 'Escape') {
      if (!covered && closeInnermost(here)) event.preventDefault()
      return
    }
    if (tried(press, here)) return event.preventDefault()
    if (inText || covered) return
    const next = bindings.after(press).filter(([, id]) => canGive(id, here))
    if (next.length === 0) return
    event.preventDefault()
    wait(press, here)
    announce(next.map(([key, id]) => `${key} ${commandText(id)}`).join(', '))
  }
  const leaves = (event: KeyboardEvent) => {
    const press = pressOf(event)
    if (press === null) return false
    const bindings = bindingsNow()
    const { chord } = useShown.getState()
    const begun = bindings.after(press).map(([, id]) => id)
    return chord !== null || press === 'Escape' || [...bindings.given(press), ...begun].some((id) => id.startsWith('go-'))
  }
  let catching = false
  const catchUp = async () => {
    if (catching) return
    catching = true
    try {
      for (let event = nextKept(); event; event = nextKept()) {
        const here = document.activeElement instanceof HTMLElement ? document.activeElement : document.body
        try {
          if (here.matches(typing) && here !== event.target) write(here, event)
          else hear(event, here)
        } catch (error) {
          // Those that came after it are meant all the same.
          reportError(error)
        }
        await isDrawn()
      }
    } finally {
      catching = false
    }
  }
  startHearing({ hear: (event) => void (event.defaultPrevented || hear(event)), leaves, catchUp: () => void catchUp() })
}
