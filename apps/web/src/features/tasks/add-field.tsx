import { useState, type RefObject } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import { tasksOf, type PastedTask } from './model/paste.ts'

interface Props {
  /** What the draft is kept under. */
  readonly view: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly current: boolean
  readonly placeholder: string
  readonly onAdd: (tasks: readonly PastedTask[]) => void
  /** Left empty, or with Escape: the row may go back to its usual place. */
  readonly onLeave: (escaped: boolean, empty: boolean) => void
}

/** Where tasks are typed. Enter adds and stays; the draft survives Escape, leaving and a crash; many pasted lines ask once. */
export const AddField = ({ view, field, current, placeholder, onAdd, onLeave }: Props) => {
  const slot = `muster-draft-${view}`
  const [draft, setDraft] = useState(() => localStorage.getItem(slot) ?? '')
  const [pasted, setPasted] = useState<readonly PastedTask[] | null>(null)
  const keep = (text: string) => {
    setDraft(text)
    if (text) localStorage.setItem(slot, text)
    else localStorage.removeItem(slot)
  }
  const addPasted = () => {
    if (!pasted) return
    onAdd(pasted)
    setPasted(null)
    field.current?.focus()
  }
  if (pasted)
    return (
      <div role="group" aria-label="Pasted lines" onKeyDown={(event) => event.stopPropagation()} className="flex h-full w-full items-center gap-2 pl-2 text-sm">
        <button autoFocus onClick={addPasted} className="h-8 rounded-md bg-accent px-3 font-medium text-on-accent">
          Add {pasted.length} tasks
        </button>
        <button
          className="h-8 rounded-md px-3 hover:bg-hover"
          onClick={() => {
            keep(`${draft}${pasted.map(({ title }) => title).join(' ')}`.slice(0, limits.title))
            setPasted(null)
          }}
        >
          As one task
        </button>
        <button className="h-8 rounded-md px-3 text-quiet hover:bg-hover" onClick={() => setPasted(null)}>
          Cancel
        </button>
      </div>
    )
  return (
    <label className="flex h-full w-full cursor-text items-center text-quiet focus-within:text-accent">
      <span className="grid w-11 place-items-center lg:w-8">
        <PlusIcon />
      </span>
      <input
        ref={field}
        aria-label="Add task"
        placeholder={placeholder}
        value={draft}
        maxLength={limits.title}
        tabIndex={current ? 0 : -1}
        enterKeyHint="done"
        autoComplete="off"
        onChange={(event) => keep(event.target.value)}
        onBlur={() => onLeave(false, draft === '')}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain')
          const tasks = tasksOf(text)
          if (tasks.length < 2) return
          event.preventDefault()
          setPasted(tasks)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.preventDefault()
            onLeave(true, draft === '')
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          const title = draft.trim()
          if (!title) return
          keep('')
          onAdd([{ title }])
        }}
        className="h-full min-w-0 flex-1 bg-transparent outline-none text-base text-text placeholder:text-quiet lg:text-sm"
      />
    </label>
  )
}
