import { taskKey, type Row } from './rows.ts'

export interface TaskGroup {
  readonly label: string
  readonly items: readonly { readonly space: string; readonly id: string }[]
}
/** Tasks given one by one, as Today does: no order of their own to change, nothing indented. A heading stands over each group that is not alone. */
export const flatRows = (groups: readonly TaskGroup[]): readonly Row[] => {
  const full = groups.filter(({ items }) => items.length > 0)
  const alone = full.length < 2
  return full.flatMap(({ label, items }): Row[] => [
    ...(alone ? [] : [{ kind: 'head' as const, key: `head/${label}`, label, count: items.length, folded: false as const }]),
    ...items.map(({ space, id }) => ({
      kind: 'task' as const,
      key: taskKey(space, id),
      space,
      id,
      parentId: null,
      sectionId: null,
      depth: 0,
      level: alone ? 1 : 2,
      foldable: false,
      folded: false,
      detailed: true,
    })),
  ])
}
