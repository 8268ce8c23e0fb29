import { Suspense, useState, type RefObject } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { afterPress } from '../../lib/after-press.ts'
import { isComposing } from '../../lib/composing.ts'
import { useKeptDraft } from '../../tab/kept-draft.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import type { NewTask } from './model/place-pasted.ts'
import { say } from '../../messages/page.ts'

const PastedLines = lazyPart(() => import('./pasted-lines.tsx').then((module) => module.PastedLines))
/** More than one line that is not empty. */
const manyLines = /\S[^\S\r\n\u2028\u2029]*[\r\n\u2028\u2029]\s*\S/

interface Props {
  /** What the draft is stored under. */
  readonly view: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly current: boolean
  /** The task that it adds below, and its space. */
  readonly parent?: string | null
  readonly space?: string
  readonly placeholder: string
  readonly onAdd: (tasks: readonly NewTask[]) => void
  /** Left empty, or with Escape: the row may go back to its usual place. */
  readonly onLeave: (escaped: boolean, empty: boolean) => void
}

/** Where tasks are typed. Enter adds and stays; the draft of each tab survives Escape, leaving and a crash; many pasted lines ask once. */
export const AddField = ({ view, field, current, parent, space, placeholder, onAdd, onLeave }: Props) => {
  const { kept, text, write: writeDraft } = useKeptDraft(`draft-${view}`, limits.title, 0)
  const draft = text ?? ''
  const [pasted, setPasted] = useState<{ readonly text: string; readonly anchor: HTMLElement } | null>(null)
  const write = (now: string) => writeDraft(now || null)
  return (
    <>
      <label className="flex h-full w-full cursor-text items-center text-quiet focus-within:text-accent">
        <span className="grid w-11 place-items-center lg:w-8">
          <PlusIcon />
        </span>
        <input
          ref={field}
          aria-label={say('add')}
          placeholder={placeholder}
          value={draft}
          data-max={limits.title}
          data-roomless={kept.isRoomless()}
          tabIndex={current ? 0 : -1}
          enterKeyHint="done"
          autoComplete="off"
          onChange={(event) => write(event.target.value)}
          onBlur={() => pasted === null && afterPress(() => field.current !== document.activeElement && onLeave(false, draft === ''))}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text/plain')
            if (!manyLines.test(text)) return
            event.preventDefault()
            setPasted({ text, anchor: event.currentTarget })
          }}
          onKeyDown={(event) => {
            if (isComposing(event)) return
            if (event.key === 'Escape') {
              event.preventDefault()
              onLeave(true, draft === '')
            }
            if (event.key !== 'Enter') return
            event.preventDefault()
            const title = tidyLine(draft)
            if (!title || draft.length > limits.title) return
            write('')
            onAdd([{ title }])
          }}
          className="mr-2 h-full min-w-0 flex-1 bg-transparent !outline-none text-base text-text placeholder:text-quiet lg:text-sm"
        />
      </label>
      <Suspense>
        {pasted && (
          <PastedLines
            {...pasted}
            below={parent && space ? { space, id: parent } : null}
            onTasks={onAdd}
            onText={(text) => write(`${draft}${text}`)}
            onClose={() => setPasted(null)}
          />
        )}
      </Suspense>
    </>
  )
}
