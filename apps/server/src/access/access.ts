import { LRUCache } from 'lru-cache'
import { limits } from '@muster/core/contract/limits.ts'
import type { Kind, Role } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, MemberDoc, MembershipDoc } from '@muster/core/contract/schemas/documents.ts'
import { mustBeAble, roleOf } from '@muster/core/domain/across/worlds.ts'
import type { Action } from '@muster/core/domain/permissions.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { systemClock, type Clock } from '../ports/clock.ts'
import { sameHead, type Head, type Store } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'
import { viewDocs, type View, type Viewed } from '../ports/view.ts'

const cachedMembers = 20_000
const cachedPeople = 5_000
/** Milliseconds for which somebody who was seen in a space is let before its journal: whoever writes on does so several times in it. */
const seenMs = 1_000
/** So often heads are read anew because the person came into another space meanwhile. */
const triesOfHeads = 5

/** What was read at a head holds for as long as the space has that head: any change of it moves the head. */
interface At<T> {
  readonly head: Head
  readonly value: T
}
const holds = <T>(cached: At<T> | undefined, head: Head): cached is At<T> => cached !== undefined && sameHead(cached.head, head)

/** Rows that were read, by kind and id. */
export type RowOf = <K extends Kind>(kind: K, id: string) => DocByKind[K] | undefined

/** Rows by kind and id, among those that were read. */
export const rowOf =
  (docs: readonly AnyDoc[]): RowOf =>
  (kind, id) =>
    docs.find((doc) => doc.kind === kind && doc.id === id) as never

/** Where a space is, and what somebody is in it. */
export interface Entry {
  readonly head: Head
  readonly role: Role
}

/** Who may read what, asked for each request anew. What is written is judged by the journal, in the moment it is decided. */
export const createAccess = (store: Pick<Store, 'head' | 'heads' | 'docs' | 'all' | 'view'>, clock: Pick<Clock, 'now'> = systemClock) => {
  const members = new LRUCache<string, At<MemberDoc | undefined>>({ max: cachedMembers })
  const spaces = new LRUCache<string, At<readonly string[]>>({ max: cachedPeople })
  /** Who was seen in a space, and when. */
  const seen = new LRUCache<string, number>({ max: cachedMembers })

  /** The head is read first: a row read after it is as new, or newer. */
  const memberAt = async (space: string, person: string, head: Head, bound?: Bound): Promise<MemberDoc | undefined> => {
    const key = `${space}:${person}`
    const cached = members.get(key)
    if (holds(cached, head)) return cached.value
    const [value] = (await store.docs(space, [{ kind: 'member', id: person }], bound)) as MemberDoc[]
    members.set(key, { head, value })
    return value
  }
  /** The head of the space and their role in it. Refuses `not_found` to who is not in it, or no more, and `forbidden` to members whose role does not do. */
  const enter = async (space: string, person: string, action: Action, bound?: Bound): Promise<Entry> => {
    const head = await store.head(space, bound)
    const member = head && (await memberAt(space, person, head, bound))
    return { head: head as Head, role: mustBeAble(member, action) }
  }
  const spacesAt = async (person: string, head: Head, bound?: Bound): Promise<At<readonly string[]>> => {
    const cached = spaces.get(person)
    if (holds(cached, head)) return cached
    const memberships = (await store.all(person, 'membership', limits.spacesRemembered, bound)) as MembershipDoc[]
    const read = { head, value: [person, ...memberships.filter(({ leftAt }) => leftAt === null).map(({ id }) => id)].sort() }
    spaces.set(person, read)
    return read
  }
  /**
   * Runs a view as a member of the space: their membership is read in the same state as the rows, so nobody is shown what was written
   * after they had left. It is read together with the first rows, where those are asked for by key. Refuses `not_found` and `forbidden`
   * as `enter` does.
   */
  const view = async <T>(space: string, person: string, action: Action, plan: () => View<T>, bound?: Bound): Promise<Viewed<T>> => {
    const asMember = function* (): View<T> {
      const steps = plan()
      const first = steps.next()
      const asked = !first.done && 'docs' in first.value ? first.value.docs : undefined
      const found = yield* viewDocs([{ kind: 'member', id: person }, ...(asked ?? [])])
      mustBeAble(rowOf(found)('member', person), action)
      let step = asked ? steps.next(found) : first
      // What it asks for first is asked for now.
      while (!step.done) step = steps.next(yield step.value)
      return step.value
    }
    return (await store.view(space, asMember, bound)) ?? refuse('not_found', 'There is no such space.')
  }
  return {
    enter,
    view,
    require: async (space: string, person: string, action: Action, bound?: Bound): Promise<Role> => (await enter(space, person, action, bound)).role,
    /**
     * Whether the person may come before the journal of the space: they are in it, or were a moment ago as far as this process knows. It
     * lets in to be judged, nothing more: the journal reads who is in the space with what it decides on.
     */
    isMember: async (space: string, person: string, bound?: Bound): Promise<boolean> => {
      const key = `${space}:${person}`
      const asked = clock.now()
      if (asked - (seen.get(key) ?? -Infinity) < seenMs) return true
      const [member] = (await store.docs(space, [{ kind: 'member', id: person }], bound)) as MemberDoc[]
      if (member?.leftAt !== null) return false
      seen.set(key, asked)
      return true
    },
    /**
     * Told of the rows that this process wrote, and by whom: the journal has seen them in the space with what it decided on, not before
     * `at`, and whoever was written of is looked at again.
     */
    wrote: (space: string, docs: readonly AnyDoc[], actors: readonly string[] = [], at = -Infinity): void => {
      for (const actor of actors) seen.set(`${space}:${actor}`, Math.max(at, seen.get(`${space}:${actor}`) ?? -Infinity))
      for (const { kind, id } of docs) if (kind === 'member') seen.delete(`${space}:${id}`)
    },
    /** Those rows and their own membership, as a member of the space sees them in one state. Refuses `not_found` as above. */
    see: async (space: string, person: string, keys: readonly DocKey[], bound?: Bound): Promise<RowOf> => {
      const asked = function* (): View<RowOf> {
        return rowOf(yield* viewDocs(keys))
      }
      return (await view(space, person, 'read', asked, bound)).value
    },
    /**
     * Those rows for who is a member of the space, in one read with their membership: for what is about to be written, which the journal
     * judges in a state of its own. What is answered is read by `see`. Refuses `not_found` as above.
     */
    read: async (space: string, person: string, keys: readonly DocKey[], bound?: Bound): Promise<RowOf> => {
      const row = rowOf(await store.docs(space, [{ kind: 'member', id: person }, ...keys], bound))
      roleOf(row('member', person))
      return row
    },
    /** The person's own space and those they are in, in the order of their ids. */
    spacesOf: async (person: string, bound?: Bound): Promise<readonly string[]> => {
      const head = await store.head(person, bound)
      return head ? (await spacesAt(person, head, bound)).value : []
    },
    /** The same with their heads, all of one read; one of a space that was not there then is missing. */
    enterAll: async (person: string, bound?: Bound): Promise<{ readonly spaces: readonly string[]; readonly heads: ReadonlyMap<string, Head> }> => {
      let asked = spaces.get(person)?.value ?? [person]
      for (let tries = 1; ; tries++) {
        const heads = await store.heads(asked, bound)
        const head = heads.get(person)
        if (!head) return { spaces: [], heads }
        const { value } = await spacesAt(person, head, bound)
        if (value.every((space) => asked.includes(space))) return { spaces: value, heads }
        if (tries === triesOfHeads) refuse('busy', 'Your spaces change too quickly. Try again in a moment.')
        asked = value
      }
    },
  }
}
export type Access = ReturnType<typeof createAccess>
