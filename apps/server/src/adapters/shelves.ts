import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { withinOf, type Shelf, type ShelvedKind } from '../ports/view.ts'

/** Where rows of few stand, by the same keys as tasks: all stores agree on which stand together, and in which order. */
export interface ShelfKeys {
  /** Null where it stands nowhere: it has gone for good, or nobody looks for such rows in an order. */
  readonly shelf: string | null
  readonly spot: string
}

const trashed = 'trashed '
const former = 'former '
const gone = 'gone '
const stateOf = { there: '', trashed, former } as const

export const shelvedKinds = ['folder', 'list', 'section', 'label', 'invite', 'member', 'membership'] as const satisfies readonly ShelvedKind[]
const shelved: ReadonlySet<string> = new Set(shelvedKinds)
export const isShelved = (kind: string): boolean => shelved.has(kind)
const spotOf = (order: string): string => ` ${order}`

/** The keys of a row that is no task. A label that has gone is found by what it was merged into: tasks may carry it still. */
export const shelfKeys = (doc: AnyDoc): ShelfKeys => {
  if (!isShelved(doc.kind)) return { shelf: null, spot: '' }
  const on = `${doc.kind} ${withinOf(doc)}`
  const spot = spotOf('order' in doc ? doc.order : '')
  if (isGone(doc)) return { shelf: doc.kind === 'label' && doc.mergedInto !== null ? gone + on : null, spot }
  const away = 'deletedAt' in doc ? doc.deletedAt !== null && trashed : 'leftAt' in doc && doc.leftAt !== null && former
  return { shelf: (away || '') + on, spot }
}

/** From which shelf on, and up to which, without it, a shelf of a view lies: one, or all of a kind. */
export const shelfRange = ({ kind, state, within }: Shelf): { readonly from: string; readonly to: string } => {
  const all = `${stateOf[state]}${kind} `
  return within === null ? { from: all, to: `${stateOf[state]}${kind}!` } : { from: all + within, to: `${all}${within}!` }
}
/** The shelf of one that stands there. */
export const shelfIn = ({ kind, state }: Shelf, within: string): string => `${stateOf[state]}${kind} ${within}`
export const shelfSpot = spotOf

/** The shelves on which labels lie that were merged into one, whatever became of them. */
export const mergedShelves = (into: readonly string[]): readonly string[] => into.flatMap((id) => ['', trashed, gone].map((state) => `${state}label ${id}`))

/** Kinds of which a space holds so many: what counts are those that stand there. */
export const countedShelf = (kind: string): Shelf | undefined =>
  kind === 'folder' || kind === 'list' || kind === 'section' || kind === 'label' || kind === 'invite' ? { kind, state: 'there', within: null } : undefined
