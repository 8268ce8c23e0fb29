import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'

interface Ids {
  readonly creates: readonly string[]
  readonly needs: readonly string[]
}
interface Places {
  readonly parentId?: string | null
  readonly listId?: string | null
  readonly sectionId?: string | null
  readonly folderId?: string | null
}
interface Loose extends Places {
  readonly id?: string
  readonly taskId?: string
  readonly place?: Places
  readonly set?: Places & { readonly labelIds?: readonly string[] }
  readonly labelIds?: readonly string[] | Readonly<Record<string, string>>
  readonly addLabels?: readonly string[]
  readonly changes?: readonly { readonly id: string }[]
  readonly toSpace?: string
}
const placed = ({ parentId, listId, sectionId, folderId }: Places = {}) => [parentId, listId, sectionId, folderId]

/** The ids a change brings into being and those it cannot do without, told from its arguments alone. */
export const idsOf = <K extends MutationName>(space: string, name: K, args: MutationArgs[K]): Ids => {
  const loose = args as Loose
  const makes = /\.create@\d+$/.test(name)
  const labels = Array.isArray(loose.labelIds) ? (loose.labelIds as readonly string[]) : []
  const newLabels = loose.labelIds && !Array.isArray(loose.labelIds) ? Object.entries(loose.labelIds) : []
  const needs = [
    space,
    loose.toSpace,
    makes ? undefined : loose.id,
    loose.taskId,
    ...placed(loose),
    ...placed(loose.place),
    ...placed(loose.set),
    ...labels,
    ...newLabels.map(([known]) => known),
    ...(loose.set?.labelIds ?? []),
    ...(loose.addLabels ?? []),
    ...(loose.changes ?? []).map(({ id }) => id),
  ].filter((id): id is string => typeof id === 'string')
  return {
    creates: [...((makes || loose.toSpace !== undefined) && loose.id ? [loose.id] : []), ...newLabels.map(([, made]) => made)],
    needs: [...new Set(needs)].slice(0, 300),
  }
}
