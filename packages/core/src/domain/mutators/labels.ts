import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import type { AnyDoc, LabelDoc } from '../../contract/schemas/documents.ts'
import { foldName } from '../fold-name.ts'
import { formerLabelNameId, labelNameId } from '../label-name-id.ts'
import { alive, born, edited, found, free, rekeyed, trash, untrash } from '../rows.ts'
import type { Mutator, Stamp, World } from '../world.ts'

/** The living label that holds a name, other than `self`. */
export const holder = (world: World, name: string, self: string): LabelDoc | undefined => {
  for (const id of [labelNameId(name), formerLabelNameId(name)]) {
    const row = id === undefined ? undefined : world.get('labelName', id)
    const label = row && row.labelId !== self ? world.get('label', row.labelId) : undefined
    // The fold is compared too: a name that was given up, or a rare clash of hashes, holds nothing.
    if (label && label.deletedAt === null && label.mergedInto === null && foldName(label.name) === foldName(name)) return label
  }
  return undefined
}

/** The row by which a label is found under its name. A label that is there by a former way to fold names gets its own row first. */
export const claim = (world: World, name: string, labelId: string, context: Stamp): AnyDoc[] => {
  const id = labelNameId(name)
  const row = world.get('labelName', id)
  if (!row) return [{ kind: 'labelName', ...born(id, context), labelId }]
  const there = row.labelId === labelId ? undefined : world.get('label', row.labelId)
  const moves = there !== undefined && formerLabelNameId(there.name) === id && holder(world, there.name, labelId) === there
  return [...(moves ? claim(world, there.name, there.id, context) : []), ...edited(row, { labelId }, context)]
}

/** Two devices that made the same label offline end with one: the later points to the earlier. */
export const labelCreate: Mutator<MutationArgs['label.create@1']> = (world, { id, name, color, order }, context) => {
  free(world, 'label', id)
  const other = holder(world, name, id)
  const label: LabelDoc = { kind: 'label', ...born(id, context), name, color, order, mergedInto: other?.id ?? null, deletedAt: null, deletedBy: null }
  return other ? [label] : [label, ...claim(world, name, id, context)]
}

export const labelUpdate: Mutator<MutationArgs['label.update@1']> = (world, { id, set, rekey }, context) => {
  const label = alive(world, 'label', id)
  const other = set.name === undefined ? undefined : holder(world, set.name, id)
  return [
    ...rekeyed(world, 'label', rekey, context, id),
    ...edited(label, other ? { ...set, mergedInto: other.id } : set, context),
    ...(set.name !== undefined && !other ? claim(world, set.name, id, context) : []),
  ]
}
export const labelDelete: Mutator<{ id: string }> = (world, { id }, context) => trash(world, 'label', id, context)
/** A restored label has its name again; if the name was taken meanwhile, it is merged into the one that has it. */
export const labelRestore: Mutator<{ id: string }> = (world, { id }, context) => {
  const { name } = found(world, 'label', id)
  const other = holder(world, name, id)
  return untrash(world, 'label', id, context).flatMap((label) =>
    other ? [{ ...label, mergedInto: other.id }] : [label, ...(label.mergedInto === null ? claim(world, name, id, context) : [])],
  )
}

/** Follows merges to the label that stays. Refuses labels that are not here. */
export const resolveLabel = (world: World, id: string): string => {
  const seen = new Set<string>()
  let label = found(world, 'label', id)
  while (label.mergedInto !== null && !seen.has(label.id)) {
    seen.add(label.id)
    label = found(world, 'label', label.mergedInto)
  }
  return label.id
}
