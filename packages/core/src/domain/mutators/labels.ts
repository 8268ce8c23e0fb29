import { limits } from '../../contract/limits.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import type { AnyDoc, LabelDoc } from '../../contract/schemas/documents.ts'
import { get, getMany, inTurn, merged, type Rule } from '../ask.ts'
import { foldName } from '../fold-name.ts'
import { formerLabelNameId, labelNameId } from '../label-name-id.ts'
import { alive, born, edited, found, free, rekeyed, roomFor, trash, untrash } from '../rows.ts'
import type { Mutator, Stamp } from '../world.ts'

/** Whether a label holds a name: the fold is compared too, since a name that was given up, or a rare clash of hashes, holds nothing. */
export const holds = (label: LabelDoc | undefined, name: string): label is LabelDoc =>
  label !== undefined && label.deletedAt === null && label.mergedInto === null && foldName(label.name) === foldName(name)

/** The rows under which a name is looked for: its own, and the one that it had by a former way to fold names. */
export const namesOf = (name: string): readonly string[] => {
  const former = formerLabelNameId(name)
  return former === undefined ? [labelNameId(name)] : [labelNameId(name), former]
}

/** The living label that holds a name, other than `self`. */
export const holder = function* (name: string, self: string): Rule<LabelDoc | undefined> {
  for (const row of yield* getMany('labelName', namesOf(name))) {
    const label: LabelDoc | undefined = row.labelId === self ? undefined : yield* get('label', row.labelId)
    if (holds(label, name)) return label
  }
  return undefined
}

/** The row by which a label is found under its name. A label that is there by a former way to fold names gets its own row first. */
export const claim = function* (name: string, labelId: string, context: Stamp): Rule<AnyDoc[]> {
  const id = labelNameId(name)
  const row = yield* get('labelName', id)
  if (!row) return [{ kind: 'labelName', ...born(id, context), labelId }]
  const there = row.labelId === labelId ? undefined : yield* get('label', row.labelId)
  const moves = there !== undefined && formerLabelNameId(there.name) === id && (yield* holder(there.name, labelId))?.id === there.id
  return [...(moves ? yield* claim(there.name, there.id, context) : []), ...edited(row, { labelId }, context)]
}

/** Labels that one merge redirects: what else it writes fits beside them. */
const redirectedAtOnce = limits.mutationDocuments - 100
/** Rows that are looked at for it. */
const lookedAt = limits.mutationReads / 4

/**
 * What was merged into a label that is merged itself now goes on to where that one goes, those that have gone too, since tasks may
 * carry them: no line of merges grows. Of more than one change can write, those at the ends of the longest lines go first; the others
 * are one step further away, and are redirected by a later merge.
 */
export const redirected = function* (from: string, to: string, context: Stamp): Rule<readonly LabelDoc[]> {
  const found = new Map<string, LabelDoc>()
  for (let hop = 0, into: readonly string[] = [from]; into.length > 0 && hop < limits.labelHops && found.size < lookedAt; hop++) {
    const level = (yield* merged(into, lookedAt)).filter(({ id }) => id !== from && id !== to && !found.has(id))
    for (const label of level) found.set(label.id, label)
    into = level.map(({ id }) => id)
  }
  return [...found.values()]
    .toReversed()
    .slice(0, redirectedAtOnce)
    .flatMap((label) => edited(label, { mergedInto: to }, context))
}

/** Two devices that made the same label offline end with one: the later points to the earlier. */
export const labelCreate: Mutator<MutationArgs['label.create@1']> = function* ({ id, name, color, order }, context) {
  yield* free('label', id)
  yield* roomFor('label')
  const other = yield* holder(name, id)
  const label: LabelDoc = { kind: 'label', ...born(id, context), name, color, order, mergedInto: other?.id ?? null, deletedAt: null, deletedBy: null }
  return other ? [label] : [label, ...(yield* claim(name, id, context))]
}

export const labelUpdate: Mutator<MutationArgs['label.update@1']> = function* ({ id, set, rekey }, context) {
  const label = yield* alive('label', id)
  const other = set.name === undefined ? undefined : yield* holder(set.name, id)
  const written = function* (): Rule<readonly AnyDoc[]> {
    return [
      ...edited(label, other ? { ...set, mergedInto: other.id } : set, context),
      ...(set.name !== undefined && !other ? yield* claim(set.name, id, context) : []),
    ]
  }
  return yield* inTurn(rekeyed('label', rekey, context, id), other ? redirected(id, other.id, context) : [], written())
}
export const labelDelete: Mutator<{ id: string }> = ({ id }, context) => trash('label', id, context)
/** A restored label has its name again; if the name was taken meanwhile, it is merged into the one that has it. */
export const labelRestore: Mutator<{ id: string }> = function* ({ id }, context) {
  const { name } = yield* found('label', id)
  const other = yield* holder(name, id)
  const [label] = yield* untrash('label', id, context)
  if (!label) return []
  if (other) return [{ ...label, mergedInto: other.id }, ...(yield* redirected(id, other.id, context))]
  return [label, ...(label.mergedInto === null ? yield* claim(name, id, context) : [])]
}
