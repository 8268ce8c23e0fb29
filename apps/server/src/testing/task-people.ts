import assert from 'node:assert/strict'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { apiOf } from './api.ts'
import { id, type startServer } from './server.ts'
import { ticketOf } from './tickets.ts'

type Server = Awaited<ReturnType<typeof startServer>>

const register = async (server: Server) => {
  const person = await server.register()
  return { ...person, ...apiOf(server, person.headers), mine: `/spaces/${person.userId}/tasks` }
}
/** Somebody with the resource API as they see it. `mine` is the path of the tasks of their own space. */
export type TaskPerson = Awaited<ReturnType<typeof register>>

/**
 * People who have lists and tasks, and share them.
 * @param server asked for when somebody needs it: it may be started later
 */
export const taskPeople = (server: () => Server) => {
  /** Sends one change, which must be applied. */
  const applied = async (person: TaskPerson, name: MutationName, args: unknown, space = person.userId): Promise<void> => {
    const { results } = (await (await person.push([person.mutation(name, args)], space)).json()) as PushReply
    assert.equal(results[0]?.status, 'applied', JSON.stringify(results))
  }
  /** The id of a new list. */
  const newList = async (person: TaskPerson, space = person.userId): Promise<string> => {
    const list = id()
    await applied(person, 'list.create@1', { id: list, name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' }, space)
    return list
  }
  /** A space with a list, and the path of its tasks. */
  const newSpace = async (owner: TaskPerson) => {
    const space = id()
    await applied(owner, 'space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })
    return { space, list: await newList(owner, space), tasks: `/spaces/${space}/tasks` }
  }
  const join = async (owner: TaskPerson, space: string, guest: TaskPerson, role: 'admin' | 'editor' | 'viewer'): Promise<void> => {
    const invite = id()
    await applied(owner, 'invite.create@1', { id: invite, role, expiresAt: '2999-01-01T00:00:00.000Z' }, space)
    const accept = { id: id(), name: 'invite.accept@1' as const, args: { id: invite }, base: 0, clientAt: new Date().toISOString() }
    assert.equal((await server().context.across.execute(space, guest.userId, accept, ticketOf(guest.userId))).status, 'applied')
  }
  return {
    newPerson: () => register(server()),
    applied,
    newList,
    newSpace,
    join,
    /** A space of these people, with a list; the guests may write. */
    shared: async (owner: TaskPerson, ...guests: readonly TaskPerson[]) => {
      const made = await newSpace(owner)
      for (const guest of guests) await join(owner, made.space, guest, 'editor')
      return made
    },
  }
}
