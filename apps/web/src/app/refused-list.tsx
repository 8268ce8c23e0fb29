import { useRef } from 'react'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { dropRefused, sendAgain } from '../replica/again.ts'
import { describe, wordsOf } from '../replica/describe.ts'
import { changes as messages } from '../messages/en/changes.ts'
import { problemText } from '../messages/problem-text.ts'
import { words } from '../messages/words.ts'
import { useReplica } from '../replica/context.ts'
import { nameIn } from '../replica/name-of.ts'
import { useLongDraft } from '../tab/long-draft.ts'
import { say as sayIn } from '../ui/say.ts'
import { Summary } from '../ui/summary.tsx'
import type { RefusedChange } from '../replica/pending.ts'

const button = 'mr-3 min-h-11 underline lg:min-h-7'
const say = words('changes', messages)

const RefusedItem = ({ change, parked }: { change: RefusedChange; parked: readonly RefusedChange[] }) => {
  const replica = useReplica()
  const typed = wordsOf(change.args)
  const { text: draft, write, isTooLong, field: about } = useLongDraft(`draft-refused-${change.id}`, typed?.max ?? 0, true)
  const field = useRef<HTMLTextAreaElement>(null)
  const text = describe(change, nameIn(replica))
  const send = (now: string) => {
    if (isTooLong) return field.current?.focus()
    if (!typed || !tidyLine(now)) return
    write(null)
    sendAgain(replica, change, typed.with(now.trim()))
  }
  return (
    <li>
      <p className="break-words text-text">{text}</p>
      <p>{change.code === undefined ? change.reason : problemText({ code: change.code, title: change.reason })}</p>
      {parked.length > 0 && (
        <details>
          <Summary>{say('parked', { count: parked.length })}</Summary>
          <ul className="list-disc pl-4">
            {parked.map((one) => (
              <li key={one.id} className="break-words">
                {describe(one, nameIn(replica))}
              </li>
            ))}
          </ul>
        </details>
      )}
      {draft === null ? (
        <p>
          <button aria-label={say('send-again-that', { change: text })} onClick={() => sendAgain(replica, change)} className={button}>
            {say('send-again')}
          </button>
          {typed && (
            <button aria-label={say('edit-that', { change: text })} onClick={() => write(typed.text)} className={button}>
              {say('edit')}
            </button>
          )}
          <button aria-label={say('copy-that', { change: text })} onClick={() => void navigator.clipboard.writeText(typed?.text ?? text)} className={button}>
            {say('copy')}
          </button>
          <button aria-label={say('drop-that', { change: text })} onClick={() => dropRefused(replica, change)} className={button}>
            {say('drop')}
          </button>
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            send(draft)
          }}
        >
          <textarea
            {...about}
            ref={field}
            aria-label={say('text')}
            autoFocus
            rows={2}
            value={draft}
            onChange={(event) => write(event.target.value)}
            className="mt-1 w-full rounded-md border border-edge bg-ground px-2 py-1 text-base text-text lg:text-[13px]"
          />
          <button disabled={!tidyLine(draft)} className={button}>
            {say('send')}
          </button>
          <button type="button" onClick={() => write(null)} className={button}>
            {sayIn('cancel')}
          </button>
        </form>
      )}
    </li>
  )
}

/** What could not be saved, each with its text and what waits for it; it can be sent again, changed or not, or dropped. */
export const RefusedList = ({ refused }: { refused: readonly RefusedChange[] }) => {
  const known = new Set(refused.map(({ id }) => id))
  const first = refused.filter(({ parkedBy }) => parkedBy === undefined || !known.has(parkedBy))
  return (
    <details className="mb-2">
      <Summary look="text-alert">{say('refused', { count: first.length })}</Summary>
      <h2 className="mt-1 font-medium text-text">{say('refused-title')}</h2>
      <ul className="mt-1 max-h-64 space-y-2 overflow-auto">
        {first.map((change) => (
          <RefusedItem key={change.id} change={change} parked={refused.filter(({ parkedBy }) => parkedBy === change.id)} />
        ))}
      </ul>
    </details>
  )
}
