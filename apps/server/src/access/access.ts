import { LRUCache } from 'lru-cache'
import type { Role } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, MemberDoc, MembershipDoc } from '@muster/core/contract/schemas/documents.ts'
import { mustBeAble, roleIn } from '@muster/core/domain/across/worlds.ts'
import type { Action } from '@muster/core/domain/permissions.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { RowOf } from '../journal/submitted.ts'
import type { DocKey, Head, Store } from '../ports/store.ts'

const keptMembers = 20_000
const keptPeople = 5_000
/** So often heads are read anew because the person came into another space meanwhile. */
const triesOfHeads = 5

/** What was read at a head holds for as long as the space has that head: any change of it moves the head. */
interface At<T> {
  readonly head: Head
  readonly value: T
}
const holds = <T>(kept: At<T> | undefined, head: Head): kept is At<T> => kept !== undefined && kept.head.rev === head.rev && kept.head.tag === head.tag

/** Who may read what, asked for each request anew. What is written is judged by the journal, in the moment it is decided. */
export const createAccess = (store: Pick<Store, 'head' | 'heads' | 'docs' | 'all'>) => {
  const members = new LRUCache<string, At<MemberDoc | undefined>>({ max: keptMembers })
  const spaces = new LRUCache<string, At<readonly string[]>>({ max: keptPeople })

  /** The head is read first: a row read after it is as new, or newer. */
  const memberAt = async (space: string, person: string, head: Head): Promise<MemberDoc | undefined> => {
    const key = `${space}:${person}`
    const kept = members.get(key)
    if (holds(kept, head)) return kept.value
    const [value] = (await store.docs(space, [{ kind: 'member', id: person }])) as MemberDoc[]
    members.set(key, { head, value })
    return value
  }
  /** The head of the space and their role in it. Refuses `not_found` to who is not in it, or no more, and `forbidden` to members whose role does not do. */
  const enter = async (space: string, person: string, action: Action): Promise<{ readonly head: Head; readonly role: Role }> => {
    const head = await store.head(space)
    const member = head && (await memberAt(space, person, head))
    const role = mustBeAble({ get: (kind) => (kind === 'member' ? (member as never) : undefined) }, person, action)
    return { head: head as Head, role }
  }
  const spacesAt = async (person: string, head: Head): Promise<At<readonly string[]>> => {
    const kept = spaces.get(person)
    if (holds(kept, head)) return kept
    const memberships = (await store.all(person, 'membership')) as MembershipDoc[]
    const read = { head, value: [person, ...memberships.filter(({ leftAt }) => leftAt === null).map(({ id }) => id)].sort() }
    spaces.set(person, read)
    return read
  }
  return {
    enter,
    require: async (space: string, person: string, action: Action): Promise<Role> => (await enter(space, person, action)).role,
    /** Those rows as a member of the space sees them, in one read with their membership. Refuses `not_found` as above. */
    read: async (space: string, person: string, keys: readonly DocKey[]): Promise<RowOf> => {
      const docs: readonly AnyDoc[] = await store.docs(space, [{ kind: 'member', id: person }, ...keys])
      const row = ((kind, id) => docs.find((doc) => doc.kind === kind && doc.id === id)) as RowOf
      roleIn({ get: row }, person)
      return row
    },
    /** The person's own space and those they are in, in the order of their ids. */
    spacesOf: async (person: string): Promise<readonly string[]> => {
      const head = await store.head(person)
      return head ? (await spacesAt(person, head)).value : []
    },
    /** The same with their heads, all of one read; one of a space that was not there then is missing. */
    enterAll: async (person: string): Promise<{ readonly spaces: readonly string[]; readonly heads: ReadonlyMap<string, Head> }> => {
      let asked = spaces.get(person)?.value ?? [person]
      for (let tries = 1; ; tries++) {
        const heads = await store.heads(asked)
        const head = heads.get(person)
        if (!head) return { spaces: [], heads }
        const { value } = await spacesAt(person, head)
        if (value.every((space) => asked.includes(space))) return { spaces: value, heads }
        if (tries === triesOfHeads) refuse('busy', 'Your spaces change too quickly. Try again in a moment.')
        asked = value
      }
    },
  }
}
export type Access = ReturnType<typeof createAccess>
