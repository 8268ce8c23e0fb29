import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { mergeNotes } from '@muster/core/domain/merge-notes.ts'
import { carryCaret } from '../../lib/carry-caret.ts'
import { isRoomless, keep, recallJson } from '../../lib/browser-storage.ts'
import { useReplica } from '../../replica/context.ts'
import { slotOfTab, takeLeftBehind } from '../../lib/tab-slots.ts'
import { say } from '../../messages/steps.ts'

/** A text that is being edited and the saved one that it grew from. */
interface Draft {
  readonly base: string
  readonly text: string
}
const idleMs = 30_000
const draftSlot = (space: string, id: string): string => `notes-${space}-${id}`

const readDraft = (slot: string): Draft | null => {
  const draft = recallJson<Partial<Draft> | null>(slot, null)
  return typeof draft?.base === 'string' && typeof draft.text === 'string' ? { base: draft.base, text: draft.text } : null
}
/** Without room it lasts as long as the page, and is saved when the field is left. */
const storeDraft = (slot: string, draft: Draft | null) => keep(slot, draft && draft.text !== draft.base ? JSON.stringify(draft) : null)

/**
 * The buffer of a notes editor over the text as everybody has it. What others write is merged into the buffer and
 * the caret stays with its line; the buffer is stored in this browser at each key, and saved as one change after 30 s of
 * rest, on `save`, when the page is hidden, and when the editor goes away; not while it is longer than notes can be. What other tabs that are no
 * more had not saved is merged into it.
 */
export const useNotesDraft = (space: string, id: string) => {
  const replica = useReplica()
  const slot = slotOfTab(draftSlot(space, id))
  const [draft, setDraft] = useState(() => readDraft(slot))
  const field = useRef<HTMLTextAreaElement>(null)
  const latest = useRef(draft)
  const caret = useRef<readonly [number, number] | null>(null)
  /** What was saved before the last change of ours: until our own is shown, that text is no news. */
  const old = useRef<string | null>(null)
  const composing = useRef(false)

  const put = useCallback(
    (now: Draft | null) => {
      latest.current = now
      setDraft(now)
      return storeDraft(slot, now)
    },
    [slot],
  )
  const merge = useCallback(() => {
    const now = latest.current
    const { text: saved, loaded } = replica.notes(space, id)
    if (!now || !loaded || composing.current || saved === old.current) return
    old.current = null
    if (saved === now.base) return
    const text = mergeNotes(now.base, now.text, saved)
    const element = field.current
    if (element && document.activeElement === element)
      caret.current = [carryCaret(now.text, text, element.selectionStart), carryCaret(now.text, text, element.selectionEnd)]
    put({ base: saved, text })
  }, [replica, space, id, put])
  useEffect(() => {
    let here = true
    void takeLeftBehind(draftSlot(space, id), (one) => {
      const [left, now] = [readDraft(one), latest.current]
      if (!here) return
      const stored = !left || put(now ? { base: now.base, text: mergeNotes(left.base, left.text, now.text) } : left)
      if (stored) keep(one, null)
      merge()
    })
    return () => {
      here = false
    }
  }, [space, id, put, merge])
  useEffect(() => {
    // What changed while nobody looked, then what changes from now on.
    queueMicrotask(merge)
    return replica.space(space).subscribeRow(id, merge)
  }, [replica, space, id, merge])
  useLayoutEffect(() => {
    if (!caret.current) return
    field.current?.setSelectionRange(...caret.current)
    caret.current = null
  }, [draft])

  const save = useCallback(() => {
    const now = latest.current
    if (!now || now.text === now.base || now.text.length > limits.notes) return
    old.current = now.base
    replica.transact(say('notes'), [{ space, name: 'notes.set@1', args: { taskId: id, base: now.base, text: now.text } }], true)
    put({ base: now.text, text: now.text })
  }, [replica, space, id, put])
  const text = draft?.text
  useEffect(() => {
    if (text === undefined || text === latest.current?.base) return
    const timer = setTimeout(save, idleMs)
    return () => clearTimeout(timer)
  }, [text, save])
  useEffect(() => {
    // A phone may end a page that is hidden, without another word.
    const hidden = () => document.visibilityState === 'hidden' && save()
    addEventListener('pagehide', save)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      removeEventListener('pagehide', save)
      document.removeEventListener('visibilitychange', hidden)
      save()
    }
  }, [save])

  return {
    /** Null while nobody edits. */
    text: draft?.text ?? null,
    /** There is no room for it in this browser. */
    isRoomless: isRoomless(slot),
    field,
    start: () => {
      const { text: saved, loaded } = replica.notes(space, id)
      if (loaded) put({ base: saved, text: saved })
    },
    write: (now: string) => latest.current && put({ base: latest.current.base, text: now }),
    save,
    finish: () => {
      save()
      // What is too long is not saved, and stays open.
      if ((latest.current?.text.length ?? 0) <= limits.notes) put(null)
    },
    /** While text is being composed nothing is merged into it. */
    composing: (on: boolean) => {
      composing.current = on
      if (!on) merge()
    },
  }
}
