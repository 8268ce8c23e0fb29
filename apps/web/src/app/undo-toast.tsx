import { useEffect } from 'react'
import { useReplica } from '../replica/context.ts'
import { announceElse } from '../ui/announcer.tsx'
import { CrossIcon } from '../ui/icons.tsx'
import { stopOffering, undoLast, useUndo } from './undo.ts'

const offeredMs = 10_000
const noText = ['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit'].map((type) => `[type=${type}]`).join()
/** Where text is written, taking it back is the browser's own. */
const typing = `input:not(${noText}), textarea, [contenteditable]`

/** Offers to take the last step back; Ctrl+Z does so at any time. */
export const UndoToast = () => {
  const replica = useReplica()
  const { steps, offered, notice } = useUndo()
  const last = steps.at(-1)
  const said = notice ?? (offered ? last?.said : undefined)
  useEffect(() => {
    if (said === undefined) return
    announceElse(said)
    const timer = setTimeout(stopOffering, offeredMs)
    return () => clearTimeout(timer)
  }, [said, last])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
      if ((event.target as HTMLElement).closest(typing)) return
      event.preventDefault()
      undoLast(replica)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [replica])
  if (said === undefined) return null
  return (
    <div className="toast flex items-center gap-2 rounded-md bg-text pl-4 pr-1 text-sm text-ground shadow-float">
      {/* Said by the announcer. */}
      <span role="status" aria-live="off" className="truncate">
        {said}
      </span>
      {notice === null && (
        <button onClick={() => undoLast(replica)} className="min-h-11 px-2 font-medium underline underline-offset-4 lg:min-h-9">
          Undo
        </button>
      )}
      <button aria-label="Dismiss" onClick={stopOffering} className="grid size-11 shrink-0 place-items-center lg:size-9">
        <CrossIcon />
      </button>
    </div>
  )
}
