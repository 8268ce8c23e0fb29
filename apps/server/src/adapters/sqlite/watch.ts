import type { Kind } from '@muster/core/contract/kinds.ts'
import { keyOf } from '@muster/core/domain/ask.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Ask, TaskAsk, TaskRow } from '../../ports/view.ts'
import { listShelf, listShelves, parentShelf, spotOf } from '../task-keys.ts'

/** Where a task lies among those that a path goes through. */
export interface Stand {
  readonly shelf: string | null
  readonly spot: string
  readonly id: string
}

/** Tasks between two stands: what a page of a path was read from. */
interface Stretch {
  readonly after: Stand | { readonly shelf: string }
  /** The last that was read, and a part of it; or the shelf behind all, which is none. */
  readonly to: Stand | { readonly shelf: string }
}

/** What one view looked at. */
interface Watched {
  readonly docs: Set<string>
  readonly kinds: Set<Kind>
  readonly stretches: Stretch[]
  held: boolean
}

/** So many views of one space are watched, which is what a written row is compared with; the oldest go first. And so many of all. */
const [watchedOfSpace, watchedAtMost] = [32, 5_000]

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** A shelf alone is in front of all that lies on it. */
const order = (a: Stretch['to'], b: Stretch['to']): number =>
  compare(a.shelf ?? '', b.shelf ?? '') || ('id' in a && 'id' in b ? compare(a.spot, b.spot) || compare(a.id, b.id) : Number('id' in a) - Number('id' in b))
const lies = (stand: Stand, { after, to }: Stretch): boolean => stand.shelf !== null && order(stand, after) > 0 && order(stand, to) <= 0

const standOf = (shelf: string, row: Parameters<typeof spotOf>[0] & { readonly id: string }): Stand => ({ shelf, spot: spotOf(row), id: row.id })
/** Sorts behind all that lies on the shelf. */
const behind = (shelf: string) => ({ shelf: `${shelf}!` })

/** Undefined for a path that does not go by where tasks lie. */
const stretchOf = ({ path, after, limit }: TaskAsk, rows: readonly TaskRow[]): Stretch | undefined => {
  if (path.by !== 'list' && path.by !== 'parent') return undefined
  const whole = path.by === 'list' && path.list === null ? listShelves(path.status) : undefined
  const one = path.by === 'parent' ? parentShelf(path.parent) : listShelf(path.status, path.list ?? '')
  const shelfOf = ({ listId }: { readonly listId: string | null }) => (path.by === 'list' && whole ? listShelf(path.status, listId ?? '') : one)
  const last = rows.length < limit ? undefined : rows.at(-1)
  const first = after && (!whole || after.listId) ? standOf(shelfOf(after), after) : undefined
  return {
    after: first ?? { shelf: whole ? whole.from : one },
    to: last ? standOf(shelfOf(last), last) : whole ? { shelf: whole.to } : behind(one),
  }
}

/** Remembers what views looked at, and learns of each row that is written: so it is known of a view whether it would come to the same now. */
export const createWatch = () => {
  const spaces = new Map<string, Set<Watched>>()
  let count = 0
  const drop = (watched: Watched): void => {
    watched.held = false
    count--
  }
  const dropAll = (space: string): void => {
    for (const watched of spaces.get(space) ?? []) drop(watched)
    spaces.delete(space)
  }
  const keep = (space: string, watched: Watched): void => {
    const those = spaces.get(space) ?? new Set()
    spaces.set(space, those.add(watched))
    count++
    const [oldest] = those
    if (those.size > watchedOfSpace && oldest) {
      drop(oldest)
      those.delete(oldest)
    }
    const [longest] = spaces.keys()
    if (count > watchedAtMost && longest !== undefined) dropAll(longest)
  }
  const look = (space: string, touches: (watched: Watched) => boolean): void => {
    const those = spaces.get(space)
    for (const watched of those ?? []) {
      if (!touches(watched)) continue
      drop(watched)
      those?.delete(watched)
    }
    if (those?.size === 0) spaces.delete(space)
  }
  return {
    /** Watches for one view. `looked` takes what it asked for and was answered; `done` ends it, and gives whether that is still as it was. */
    begin: () => {
      const watched: Watched = { docs: new Set(), kinds: new Set(), stretches: [], held: true }
      return {
        looked: (ask: Ask, answer: readonly unknown[]): void => {
          if ('docs' in ask) for (const { kind, id } of ask.docs) watched.docs.add(keyOf(kind, id))
          else if ('all' in ask) watched.kinds.add(ask.all)
          else if ('on' in ask) watched.kinds.add(ask.on.shelf.kind)
          else if ('merged' in ask) watched.kinds.add('label')
          else if ('tasks' in ask) {
            const stretch = stretchOf(ask.tasks, answer as readonly TaskRow[])
            if (stretch) watched.stretches.push(stretch)
            else watched.kinds.add('task')
          } else watched.held = false
        },
        done: (space: string): (() => boolean) => {
          if (watched.held) keep(space, watched)
          return () => watched.held
        },
      }
    },
    /** A row was written; of a task also where it lay, and where it lies. */
    wrote: (space: string, { kind, id }: AnyDoc, ...stands: readonly Stand[]): void => {
      if (!spaces.has(space)) return
      const key = keyOf(kind, id)
      look(space, ({ docs, kinds, stretches }) => docs.has(key) || kinds.has(kind) || stretches.some((stretch) => stands.some((stand) => lies(stand, stretch))))
    },
    /** Rows of a space went. */
    removed: dropAll,
  }
}
