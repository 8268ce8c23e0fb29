import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { resolveLabels } from '../../lib/resolve-labels.ts'
import { useReplica, useRow, useRows } from '../../replica/context.ts'
import { Dot } from '../../ui/dot.tsx'
import { listName } from '../../lib/list-name.ts'

export const Labels = ({ space, ids }: { space: string; ids: readonly string[] }) => {
  const replica = useReplica()
  // Read so that a label that was renamed or merged is drawn anew.
  useRows(space, 'label')
  return resolveLabels((id) => replica.get(space, 'label', id), ids).map(({ id, name, color }) => (
    <span
      key={id}
      className="flex max-w-32 shrink-0 items-center gap-1.5 rounded-full lg:min-w-8 lg:shrink border border-line px-2 text-xs leading-5 text-quiet"
    >
      <Dot color={color} />
      <span className="truncate">{name}</span>
    </span>
  ))
}

/** The list that a task stands in, in words. */
export const Where = ({ space, task }: { space: string; task: TaskDoc }) => {
  const replica = useReplica()
  let root: TaskDoc | undefined = task
  while (root?.parentId) root = replica.get(space, 'task', root.parentId)
  const list = useRow(space, 'list', root?.listId ?? '')
  return list && <span className="min-w-8 max-w-40 truncate text-[13px] text-quiet">{listName(list)}</span>
}
