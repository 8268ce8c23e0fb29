import { useEffect, useLayoutEffect, useRef } from 'react'
import { useReplica } from '../replica/context.ts'
import { hideToast, useToast } from '../tab/toast.ts'
import { announceElse } from '../ui/announcer.tsx'
import { CrossIcon } from '../ui/icons.tsx'
import { reloadWhenStored } from '../tab/reload.ts'
import { say as sayPage } from '../messages/page.ts'
import { say } from './say.ts'
import { stepsOf } from './steps.ts'

const offeredMs = 10_000
/** What was done, and the offer to take it back, or to do it again. */
export const Toasts = () => {
  const replica = useReplica()
  const toast = useToast((state) => state.toast)
  const steps = stepsOf(replica)
  /** Where the focus was before it came here. */
  const from = useRef<HTMLElement | null>(null)
  const back = () => {
    if (from.current?.isConnected) from.current.focus()
    from.current = null
  }
  useEffect(() => {
    if (!toast) return
    announceElse(toast.text)
    const timer = setTimeout(hideToast, offeredMs)
    return () => clearTimeout(timer)
  }, [toast])
  const box = useRef<HTMLDivElement>(null)
  // What stands at the foot, too, keeps clear of it by its height.
  useLayoutEffect(() => {
    if (box.current) document.documentElement.style.setProperty('--toast', `${box.current.offsetHeight}px`)
  }, [toast])
  if (!toast) return null
  const { text, offers } = toast
  return (
    <div
      ref={box}
      // A press here takes the focus from nobody.
      onMouseDown={(event) => event.preventDefault()}
      onFocus={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) from.current = relatedTarget
      }}
      className="toast flex items-center gap-2 rounded-md bg-text pl-4 pr-1 text-sm text-ground shadow-float"
    >
      {/* Said by the announcer. */}
      <span role="status" aria-live="off" className="line-clamp-4 break-words py-2">
        {text}
      </span>
      {offers && (
        <button
          onClick={() => {
            back()
            void (offers === 'reload' ? reloadWhenStored(replica) : steps[offers]())
          }}
          className="min-h-11 shrink-0 px-2 font-medium underline underline-offset-4 lg:min-h-9"
        >
          {offers === 'reload' ? sayPage(offers) : say(offers)}
        </button>
      )}
      <button
        aria-label={say('dismiss')}
        onClick={() => {
          back()
          hideToast()
        }}
        className="grid size-11 shrink-0 place-items-center lg:size-9"
      >
        <CrossIcon />
      </button>
    </div>
  )
}
