import { resolveLabels } from '../../lib/resolve-labels.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import { Dot } from '../../ui/dot.tsx'

export const Labels = ({ space, ids }: { space: string; ids: readonly string[] }) => {
  const replica = useReplica()
  // Read so that a label that was renamed or merged is drawn anew.
  useRows(space, 'label')
  return resolveLabels((id) => replica.get(space, 'label', id), ids).map(({ id, name, color }) => (
    <span key={id} className="flex max-w-32 shrink-0 items-center gap-1.5 rounded-full border border-line px-2 text-xs leading-5 text-quiet">
      <Dot color={color} />
      <span className="truncate">{name}</span>
    </span>
  ))
}
