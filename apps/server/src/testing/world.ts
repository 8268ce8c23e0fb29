import { createHash, randomBytes } from 'node:crypto'
import type { AnyDoc, MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import { inviteIdOf } from '@muster/core/domain/invite-id.ts'
import { labelNameId } from '@muster/core/domain/label-name-id.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import type { Store } from '../ports/store.ts'
import { id } from './server.ts'

/** Who is in a space, by what they are in it. `founder` and `other` are there to be acted on: an owner, and an editor. */
export interface People<Who = string> {
  readonly founder: Who
  readonly owner: Who
  readonly admin: Who
  readonly editor: Who
  readonly viewer: Who
  readonly other: Who
  readonly former: Who
}
/** A space with one thing of each kind in it, all by id. */
export interface World {
  readonly space: string
  readonly folder: string
  readonly list: string
  readonly section: string
  readonly label: string
  readonly task: string
  readonly invite: string
  /** Of the invitation. */
  readonly token: string
  readonly people: People
  /** A task in the own space of whoever asks, where one was made. */
  readonly ownTask: string
}

/** What a world is in: as it was made, with all that can be deleted in the trash, or after the end of the space. */
export type WorldState = 'there' | 'trashed' | 'ended'

const at = '2026-01-01T00:00:00.000Z'
const roles = { founder: 'owner', owner: 'owner', admin: 'admin', editor: 'editor', viewer: 'viewer', other: 'editor', former: 'editor' } as const

/**
 * Makes worlds of these people (ids of accounts), one after another, each by one commit. Who is in a new one has left the one before,
 * as far as their own space tells: nobody comes to be in too many.
 */
export const createWorlds = (store: Pick<Store, 'heads' | 'commit'>, people: People) => {
  let before: string | undefined
  return async (state: WorldState = 'there'): Promise<World> => {
    const secret = randomBytes(32).toString('base64url')
    const space = id()
    const [folder, list, section, label, task] = [id(), id(), id(), id(), id()]
    const invite = inviteIdOf(createHash('sha256').update(secret).digest('hex'))
    const meta = (of: string) => ({ id: of, rev: 1, v: 1, createdAt: at, createdBy: people.founder, updatedAt: at, updatedBy: people.founder })
    const deleted = (is: boolean) => (is ? { deletedAt: at, deletedBy: people.founder } : { deletedAt: null, deletedBy: null })
    const row = deleted(state === 'trashed')
    const who = Object.keys(roles) as (keyof People)[]
    const leftAt = (one: keyof People) => (one === 'former' || state === 'ended' ? at : null)
    const docs: AnyDoc[] = [
      {
        kind: 'space',
        ...meta(space),
        name: 'World',
        color: 'teal',
        personal: false,
        owners: [people.founder, people.owner].sort(),
        memberCount: 6,
        ...deleted(state === 'ended'),
      },
      ...who.map((one): MemberDoc => ({ kind: 'member', ...meta(people[one]), name: one, role: roles[one], leftAt: leftAt(one) })),
      { kind: 'folder', ...meta(folder), name: 'Folder', order: 'a0', ...row },
      listDoc({ ...meta(list), folderId: folder, order: 'a1', ...row }),
      { kind: 'section', ...meta(section), name: 'Section', listId: list, order: 'a0', ...row },
      { kind: 'label', ...meta(label), name: 'Label', color: 'red', order: 'a0', mergedInto: null, ...row },
      { kind: 'labelName', ...meta(labelNameId('Label')), labelId: label },
      taskDoc({ ...meta(task), listId: list, hasNotes: true, ...row }),
      { kind: 'notes', ...meta(task), text: 'Notes\n- [ ] Box' },
      { kind: 'invite', ...meta(invite), role: 'viewer', expiresAt: '2999-01-01T00:00:00.000Z', usedAt: null, usedBy: null, ...row },
    ]
    const partOf = (of: string, rev: number, rows: readonly AnyDoc[]) => ({
      entry: { space: of, rev, tag: randomBytes(6).toString('base64url'), mutations: [] },
      docs: rows.map((doc) => ({ ...doc, rev })),
    })
    for (;;) {
      const heads = await store.heads(Object.values(people))
      const personal = who.map((one) =>
        partOf(people[one], (heads.get(people[one])?.rev ?? 0) + 1, [
          { kind: 'membership', ...meta(space), role: roles[one], leftAt: leftAt(one) },
          ...(before === undefined ? [] : [{ kind: 'membership' as const, ...meta(before), role: roles[one], leftAt: at }]),
        ]),
      )
      const parts = [partOf(space, 1, docs), ...personal].sort((a, b) => (a.entry.space < b.entry.space ? -1 : 1))
      if ((await store.commit(parts)) === 'committed') break
    }
    before = space
    return { space, folder, list, section, label, task, invite, token: `${space}.${secret}`, people, ownTask: id() }
  }
}
