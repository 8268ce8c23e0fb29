import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { foldName } from '@muster/core/domain/fold-name.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { resolveLabels } from '../../lib/resolve-labels.ts'
import { Link } from '../../lib/link.tsx'
import { addressOf } from '../../lib/routes.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import { useTasksVersion } from '../../replica/use-counts.ts'
import { useRoom } from '../../replica/use-room.ts'
import { useLongDraft } from '../../tab/long-draft.ts'
import { Choices } from '../../ui/choices.tsx'
import { Dot } from '../../ui/dot.tsx'
import { addNewLabel, setMark } from './toggles.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { say } from './say.ts'

/** Labels of tasks of one space: type a part of a name; what no label is called can be made. One is on when all of the tasks have it. */
export const LabelPicker = ({ space, ids }: { space: string; ids: readonly string[] }) => {
  const replica = useReplica()
  const labels = useRows(space, 'label')
  const room = useRoom(space, 'label')
  useTasksVersion(space)
  const draft = useLongDraft(`name-label-${space}`, limits.name)
  const text = draft.text ?? ''
  const tasks = ids.flatMap((id) => replica.get(space, 'task', id) ?? [])
  const labelOf = (id: string) => replica.get(space, 'label', id)
  /** The ids by which tasks carry a label: its own, and those of labels that were merged into it. */
  const standFor = (label: string) => [
    label,
    ...new Set(tasks.flatMap(({ labelIds }) => labelIds).filter((id) => id !== label && resolveLabels(labelOf, [id]).some((one) => one.id === label))),
  ]
  const isOn = (label: string) => tasks.every((task) => resolveLabels(labelOf, task.labelIds).some(({ id }) => id === label))
  const folded = foldName(text)
  const found = labels.filter(({ name }) => foldName(name).includes(folded))
  const name = tidyLine(text)
  const fresh = name !== '' && !draft.isTooLong && !labels.some((one) => foldName(one.name) === folded)
  const create = () => {
    addNewLabel(replica, space, tasks, name, colors[labels.length % colors.length] ?? 'gray', labels.at(-1)?.order ?? null)
    draft.write(null)
  }
  return (
    <>
      <Choices
        label={say('labels')}
        text={text}
        onText={draft.write}
        placeholder={say('labels-find')}
        field={draft.field}
        many
        choices={[
          ...found.map(({ id, name, color }) => ({
            id,
            text: name,
            on: isOn(id),
            mark: <Dot color={color} />,
            choose: () => setMark(replica, space, tasks, 'labelIds', standFor(id), !isOn(id), sayStep(isOn(id) ? 'label-removed' : 'label')),
          })),
          ...(fresh ? [{ id: 'new', text: say('label-create', { name }), on: false, choose: create }] : []),
        ]}
      />
      {labels.length === 0 && !fresh && <p className="px-2.5 py-3 text-[13px] text-quiet">{say('labels-none')}</p>}
      {room && <p className="px-2.5 py-2 text-[13px] text-quiet">{room}</p>}
      <Link
        href={addressOf('settings', { section: 'labels' })}
        className="mt-1 flex min-h-11 items-center border-t border-line px-2.5 text-[13px] text-quiet hover:text-text lg:min-h-8"
      >
        {say('labels-edit')}
      </Link>
    </>
  )
}
