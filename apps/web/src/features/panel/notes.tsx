import { Suspense, useCallback, useEffect, useLayoutEffect } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { checkAt } from '@muster/core/domain/check-line.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { isComposing } from '../../lib/composing.ts'
import { useReplica } from '../../replica/context.ts'
import { useNotes } from '../../replica/use-notes.ts'
import { ComingNotes } from '../../tab/older.tsx'
import { GrowingText } from '../../ui/growing-text.tsx'
import { unshaped } from '../../ui/unshaped.ts'
import { useNotesDraft } from './notes-draft.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { say } from './say.ts'

const Rendered = lazyPart(() => import('./rendered-notes.tsx').then((module) => module.RenderedNotes))
// Beside the panel: what comes after it would take the place of what stands there by then.
void Rendered.fetchPart().catch(() => {})
const look = 'min-h-20 w-full rounded-md px-2 py-1.5 text-base leading-6 lg:text-sm'

interface Props {
  readonly space: string
  readonly id: string
  readonly readOnly: boolean
  /** The task is known to have some: until they are here nothing stands. */
  readonly some: boolean
  /** Called in the frame in which they stand as they will. */
  readonly onStand: () => void
}
/** A task's notes: markdown, shown as it reads, edited as it is written. */
export const Notes = ({ space, id, readOnly, some, onStand }: Props) => {
  const replica = useReplica()
  const { text: saved, loaded } = useNotes(space, id)
  const draft = useNotesDraft(space, id)
  const editing = draft.text !== null && !readOnly
  const { field } = draft
  const check = useCallback(
    (base: string, at: number, on: boolean) => {
      const found = checkAt(base, at, on)
      if (found) replica.transact(sayStep(on ? 'ticked' : 'unticked'), [{ space, name: 'notes.check@1', args: { taskId: id, ...found } }], true)
    },
    [replica, space, id],
  )
  useEffect(() => {
    if (editing) field.current?.focus()
  }, [editing, field])
  const stands = editing || (loaded ? saved === '' : !some)
  useLayoutEffect(() => {
    if (stands) onStand()
  }, [stands, onStand])

  if (editing)
    return (
      <GrowingText
        field={field}
        aria-label={say('notes')}
        value={draft.text ?? ''}
        data-max={limits.notes}
        data-roomless={draft.isRoomless}
        placeholder={say('notes-hint')}
        onChange={(event) => draft.write(event.target.value)}
        onCompositionStart={() => draft.composing(true)}
        onCompositionEnd={() => draft.composing(false)}
        // When the window loses the focus the field keeps it: saved, and open still.
        onBlur={() => (document.hasFocus() ? draft.finish() : draft.save())}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (isComposing(event)) return
          const leaves = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
          if (!leaves) return
          event.preventDefault()
          draft.finish()
        }}
        className={`${look} border border-accent !outline-none`}
      />
    )
  if (!loaded) return <ComingNotes space={space} id={id} />
  if (saved === '')
    return readOnly ? null : (
      <button onClick={draft.start} className={`${look} border border-transparent text-left text-quiet hover:border-line`}>
        {say('notes-add')}
      </button>
    )
  return (
    <div
      className={`group relative ${look} border border-transparent ${readOnly ? '' : 'cursor-text hover:border-line'}`}
      onClick={(event) => {
        const target = event.target as HTMLElement
        if (readOnly || target.closest('a, input, button, label') || getSelection()?.isCollapsed === false) return
        draft.start()
      }}
    >
      <Suspense fallback={<p className={`late whitespace-pre-wrap break-words ${unshaped(saved)}`}>{saved}</p>}>
        <Rendered text={saved} onLaid={onStand} {...(readOnly ? {} : { onCheck: check })} />
      </Suspense>
      {!readOnly && (
        <button onClick={draft.start} className="mt-1 min-h-11 text-[13px] text-quiet underline-offset-4 hover:underline lg:min-h-6">
          {say('notes-edit')}
        </button>
      )}
    </div>
  )
}
