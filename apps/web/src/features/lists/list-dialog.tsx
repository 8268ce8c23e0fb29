import { useRef, useState } from 'react'
import { colors, listSorts, type ListSort } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { firstEmoji } from '../../lib/first-emoji.ts'
import { useLongDraft } from '../../tab/long-draft.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { say as sayPage } from '../../messages/page.ts'
import { say as sayIn } from '../../ui/say.ts'
import { say } from './say-in-dialog.ts'
import { say as sayOfLists } from './say.ts'
import type { ListEdits } from './use-list-edits.ts'

const usual = ['🏠', '🛒', '💼', '🌱', '✈️', '📚', '🎁', '💡', '🏃', '🎵', '🍳', '💰']
const field = 'mt-1 h-11 w-full rounded-md border border-edge bg-ground px-2.5 text-base lg:h-9 lg:text-sm'

/** A list's name, colour, emoji, folder and order of tasks, taken over together. */
export const ListDialog = ({
  list,
  folders,
  edits,
  shared,
  onClose,
}: {
  list: ListDoc
  folders: readonly FolderDoc[]
  edits: ListEdits
  /** Whether others see it, too. */ shared: boolean
  onClose: () => void
}) => {
  const draft = useLongDraft(`name-${list.id}`, limits.name)
  const nameField = useRef<HTMLInputElement>(null)
  const [color, setColor] = useState(list.color)
  const [emoji, setEmoji] = useState(list.emoji)
  const [folderId, setFolderId] = useState(list.folderId)
  const [sort, setSort] = useState(list.sort)
  return (
    <Dialog label={say('edit', { name: list.name })} onClose={onClose}>
      <form
        className="space-y-4 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          const name = tidyLine(draft.text ?? list.name)
          if (!name || draft.isTooLong) return nameField.current?.focus()
          draft.write(null)
          onClose()
          edits.setList(list, { color, emoji, sort, ...(list.inbox ? {} : { name, folderId }) }, sayOfLists('list-changed'))
        }}
      >
        <label className="block text-[13px] text-quiet">
          {say('name')}
          <input
            {...draft.field}
            ref={nameField}
            value={draft.text ?? list.name}
            disabled={list.inbox}
            required
            onChange={(event) => draft.write(event.target.value)}
            className={`${field} text-text`}
          />
        </label>
        <Swatches label={say('color')} colors={colors} chosen={color} onChoose={setColor} />
        <fieldset>
          <legend className="mb-1 text-[13px] text-quiet">{say('emoji')}</legend>
          <div className="grid w-fit grid-cols-6 gap-1 lg:grid-cols-12">
            {usual.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === emoji}
                onClick={() => setEmoji(one === emoji ? null : one)}
                className={`grid size-11 place-items-center rounded-md lg:size-8 ${one === emoji ? 'bg-chosen outline-2 -outline-offset-2 outline-accent' : 'hover:bg-hover'}`}
              >
                {one}
              </button>
            ))}
          </div>
          <div className="mt-1 flex gap-2">
            <input
              aria-label={say('emoji-any')}
              placeholder={say('emoji-type')}
              value={emoji ?? ''}
              onChange={(event) => setEmoji(firstEmoji(event.target.value.replace(emoji ?? '', '')) ?? firstEmoji(event.target.value))}
              className={`${field} !w-40 placeholder:text-quiet`}
            />
            {emoji && (
              <button type="button" onClick={() => setEmoji(null)} className="mt-1 min-h-11 rounded-md px-3 text-[13px] text-quiet hover:bg-hover lg:min-h-9">
                {say('emoji-none')}
              </button>
            )}
          </div>
        </fieldset>
        <div className="grid grid-cols-2 items-end gap-3">
          {!list.inbox && (
            <label className="block text-[13px] text-quiet">
              {say('folder')}
              <select value={folderId ?? ''} onChange={(event) => setFolderId(event.target.value || null)} className={`${field} text-text`}>
                <option value="">{say('folder-none')}</option>
                {folders.map(({ id, name: called }) => (
                  <option key={id} value={id}>
                    {called}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label className="block text-[13px] text-quiet">
            {say(shared ? 'sort-shared' : 'sort')}
            <select value={sort} onChange={(event) => setSort(event.target.value as ListSort)} className={`${field} text-text`}>
              {listSorts.map((one) => (
                <option key={one} value={one}>
                  {sayPage(`sort-${one}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className="flex justify-end gap-2">
          <button
            type="button"
            onClick={() => {
              draft.write(null)
              onClose()
            }}
            className="min-h-11 rounded-md px-4 text-sm hover:bg-hover lg:min-h-9"
          >
            {sayIn('cancel')}
          </button>
          <button className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">{say('save')}</button>
        </div>
      </form>
    </Dialog>
  )
}
