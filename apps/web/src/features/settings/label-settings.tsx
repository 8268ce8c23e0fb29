import { useState } from 'react'
import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { LabelDoc } from '@muster/core/contract/schemas/documents.ts'
import { foldName } from '@muster/core/domain/fold-name.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import { useRoom } from '../../replica/use-room.ts'
import type { MySpace } from '../../replica/replica.ts'
import { useTextInPlace } from '../../tab/text-in-place.ts'
import { Dot } from '../../ui/dot.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { colorName } from '../../ui/color-name.ts'
import { say } from './say.ts'

interface RowProps {
  readonly label: LabelDoc
  readonly space: string
  readonly readOnly: boolean
  /** The label that is called so by now, if that is another one. */
  readonly another: (name: string) => LabelDoc | undefined
  readonly onRename: (name: string) => void
  readonly onColor: (anchor: HTMLElement) => void
  readonly onRemove: () => void
}
const LabelRow = ({ label, space, readOnly, another, onRename, onColor, onRemove }: RowProps) => {
  const field = useTextInPlace({ name: `name-${space}/${label.id}`, max: limits.name, text: label.name, onSave: onRename })
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-1 border-b border-line py-0.5">
      <button
        disabled={readOnly}
        aria-label={say('label-color-is', { name: label.name, color: colorName(label.color) })}
        onClick={({ currentTarget }) => onColor(currentTarget)}
        className="grid size-11 place-items-center rounded-md hover:bg-hover lg:size-8"
      >
        <Dot color={label.color} />
      </button>
      <input
        {...field}
        value={readOnly ? label.name : field.value}
        aria-label={say('label-name', { name: label.name })}
        readOnly={readOnly}
        className="h-11 min-w-0 flex-1 rounded-md border border-transparent bg-transparent px-2 text-base hover:border-line lg:h-8 lg:text-sm"
      />
      {!readOnly && (
        <button
          aria-label={say('label-delete-name', { name: label.name })}
          onClick={onRemove}
          className="min-h-11 rounded-md px-3 text-[13px] text-quiet hover:bg-hover hover:text-alert lg:min-h-8"
        >
          {say('label-delete')}
        </button>
      )}
      {another(field.value) && (
        <p role="status" className="w-full pb-1 pl-12 text-[13px] text-quiet">
          {say('label-merges')}
        </p>
      )}
    </li>
  )
}

/** The labels of a space: renamed (onto another's name they become one), recoloured, deleted. */
export const LabelSettings = ({ space, named, readOnly }: { space: MySpace; named: boolean; readOnly: boolean }) => {
  const replica = useReplica()
  const labels = useRows(space.id, 'label')
  const room = useRoom(space.id, 'label')
  const [coloring, setColoring] = useState<{ readonly label: LabelDoc; readonly anchor: HTMLElement } | null>(null)
  const anotherThan = (label: LabelDoc) => (name: string) => labels.find((one) => one.id !== label.id && foldName(one.name) === foldName(name))
  const rename = (label: LabelDoc) => (name: string) => {
    const other = anotherThan(label)(name)
    const said = other ? say('label-merged', { name: other.name }) : say('label-renamed')
    replica.transact(said, [{ space: space.id, name: 'label.update@1', args: { id: label.id, set: { name } } }])
  }
  const recolor = ({ id }: LabelDoc, color: LabelDoc['color']) =>
    replica.transact(say('label-recolored'), [{ space: space.id, name: 'label.update@1', args: { id, set: { color } } }])
  const remove = ({ id, name }: LabelDoc) => replica.transact(say('label-deleted', { name }), [{ space: space.id, name: 'label.delete@1', args: { id } }])
  return (
    <div className="mt-3">
      {named && <h3 className="text-[13px] font-medium text-quiet">{space.personal ? say('labels-mine') : space.name}</h3>}
      {labels.length === 0 && <p className="mt-1 text-[13px] text-quiet">{say('labels-none')}</p>}
      {room && <p className="mt-1 text-[13px] text-quiet">{room}</p>}
      <ul>
        {labels.map((label) => (
          <LabelRow
            key={label.id}
            label={label}
            space={space.id}
            readOnly={readOnly}
            another={anotherThan(label)}
            onRename={rename(label)}
            onColor={(anchor) => setColoring({ label, anchor })}
            onRemove={() => remove(label)}
          />
        ))}
      </ul>
      {coloring && (
        <Popover label={say('label-color', { name: coloring.label.name })} anchor={coloring.anchor} onClose={() => setColoring(null)}>
          <Swatches
            label={say('label-color', { name: coloring.label.name })}
            colors={colors}
            chosen={labels.find(({ id }) => id === coloring.label.id)?.color ?? coloring.label.color}
            onChoose={(color) => recolor(labels.find(({ id }) => id === coloring.label.id) ?? coloring.label, color)}
          />
        </Popover>
      )}
    </div>
  )
}
