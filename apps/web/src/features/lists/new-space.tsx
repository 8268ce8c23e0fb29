import { useRef, useState } from 'react'
import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { spaceAddress } from '../../lib/addresses.ts'
import { newId } from '../../lib/new-id.ts'
import { go } from '../../lib/router.ts'
import { useReplica, useRow } from '../../replica/context.ts'
import { useLongDraft } from '../../tab/long-draft.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { say as sayIn } from '../../ui/say.ts'
import { say } from './say-in-dialog.ts'

/** Makes a space that others can be invited to, and goes there. */
export const NewSpace = ({ onClose, onMade }: { onClose: () => void; onMade: () => void }) => {
  const replica = useReplica()
  const me = useRow(replica.person, 'member', replica.person)
  const draft = useLongDraft('draft-space', limits.name, true)
  const nameField = useRef<HTMLInputElement>(null)
  const [color, setColor] = useState<(typeof colors)[number]>('teal')
  return (
    <Dialog label={say('new-space')} onClose={onClose}>
      <form
        className="space-y-4 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          const name = tidyLine(draft.text ?? '')
          if (!name || draft.isTooLong) return nameField.current?.focus()
          const id = newId()
          draft.write(null)
          replica.mutate(replica.person, 'space.create@1', { id, name, color, ...(me ? { memberName: me.name } : {}) })
          onClose()
          go(spaceAddress(id))
          onMade()
        }}
      >
        <h2 className="text-lg font-semibold tracking-tight">{say('new-space')}</h2>
        <p className="text-sm text-quiet">{say('new-space-text')}</p>
        <label className="block text-[13px] text-quiet">
          {say('name')}
          <input
            {...draft.field}
            ref={nameField}
            autoFocus
            required
            value={draft.text ?? ''}
            onChange={(event) => draft.write(event.target.value)}
            className="mt-1 h-11 w-full rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
          />
        </label>
        <Swatches label={say('color')} colors={colors} chosen={color} onChoose={setColor} />
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
          <button className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">{say('make-space')}</button>
        </div>
      </form>
    </Dialog>
  )
}
