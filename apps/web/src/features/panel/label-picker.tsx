import { useState } from 'react'
import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { foldName } from '@muster/core/domain/label-name-id.ts'
import { useReplica, useRow, useRows } from '../../replica/context.ts'
import { Choices } from '../../ui/choices.tsx'
import { Dot } from '../../ui/dot.tsx'
import { Link } from '../../lib/router.tsx'
import { resolveLabels } from '../../lib/resolve-labels.ts'
import { useTaskEdits } from './use-task-edits.ts'

/** Labels of a task: type a part of a name; what no label is called can be made. */
export const LabelPicker = ({ space, id }: { space: string; id: string }) => {
  const replica = useReplica()
  const labels = useRows(space, 'label')
  const task = useRow(space, 'task', id)
  const edits = useTaskEdits(space)
  const [text, setText] = useState('')
  if (!task) return null
  const on = new Set(resolveLabels((one) => replica.get(space, 'label', one), task.labelIds).map((label) => label.id))
  const folded = foldName(text)
  const found = labels.filter(({ name }) => foldName(name).includes(folded))
  const fresh = folded !== '' && !labels.some(({ name }) => foldName(name) === folded)
  return (
    <>
      <Choices
        label="Labels"
        text={text}
        onText={setText}
        placeholder="Find or create a label"
        maxLength={limits.name}
        many
        choices={[
          ...found.map((label) => ({
            id: label.id,
            text: label.name,
            on: on.has(label.id),
            mark: <Dot color={label.color} />,
            choose: () => edits.toggle(id, 'labelIds', label.id, on.has(label.id) ? 'Label removed' : 'Label added'),
          })),
          ...(fresh
            ? [
                {
                  id: 'new',
                  text: `Create “${text.trim()}”`,
                  on: false,
                  choose: () => {
                    edits.addLabel(id, text.trim(), colors[labels.length % colors.length] ?? 'gray', labels.at(-1)?.order ?? null)
                    setText('')
                  },
                },
              ]
            : []),
        ]}
      />
      {labels.length === 0 && !fresh && <p className="px-2.5 py-3 text-[13px] text-quiet">No labels yet. Type a name to make the first.</p>}
      <Link href="/settings#labels" className="mt-1 flex min-h-11 items-center border-t border-line px-2.5 text-[13px] text-quiet hover:text-text lg:min-h-8">
        Rename, recolour or delete labels
      </Link>
    </>
  )
}
