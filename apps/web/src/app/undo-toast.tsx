import { useEffect } from 'react'
import { useReplica } from '../replica/context.ts'
import { stopOffering, undoLast, useUndo } from './undo.ts'

const offeredMs = 10_000
const typing = 'input, textarea, select, [contenteditable]'

/** Offers to take the last step back; Ctrl+Z does so at any time. */
export const UndoToast = () => {
  const replica = useReplica()
  const { steps, offered } = useUndo()
  const last = steps.at(-1)
  useEffect(() => {
    if (!offered) return
    const timer = setTimeout(stopOffering, offeredMs)
    return () => clearTimeout(timer)
  }, [offered, last])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
      const field = (event.target as HTMLElement).closest<HTMLInputElement>(typing)
      if (field && (field.type !== 'text' || field.value !== '')) return
      event.preventDefault()
      undoLast(replica)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [replica])
  if (!last || !offered) return null
  return (
    <div className="fixed inset-x-0 bottom-[calc(var(--bar)+1rem)] z-30 mx-auto flex w-fit max-w-[calc(100vw-2rem)] items-center gap-2 rounded-md bg-text pl-4 pr-1 text-sm text-ground shadow-lg">
      <span role="status" className="truncate">
        {last.said}
      </span>
      <button onClick={() => undoLast(replica)} className="min-h-11 px-2 font-medium underline underline-offset-4 lg:min-h-9">
        Undo
      </button>
      <button aria-label="Dismiss" onClick={stopOffering} className="grid size-11 place-items-center lg:size-9">
        ×
      </button>
    </div>
  )
}
