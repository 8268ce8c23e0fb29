import assert from 'node:assert/strict'
import type { Client, Person } from './person.ts'

/** A space of one that another is let into as an editor, and a list in it. */
export const shareSpace = async (client: Client, owner: Person, guest: Person): Promise<{ readonly space: string; readonly listId: string }> => {
  const post = async <Reply>(person: Person, path: string, body: unknown): Promise<Reply> => {
    const answer = await person.ask(client, `/api/v1${path}`, { method: 'POST', body })
    assert.ok(answer.status < 300, answer.text)
    return JSON.parse(answer.text) as Reply
  }
  const { id } = await post<{ id: string }>(owner, '/spaces', { name: 'Garden' })
  const { token } = await post<{ token: string }>(owner, `/spaces/${id}/invites`, { role: 'editor' })
  await post(guest, '/invites/accept', { token })
  const list = await post<{ id: string }>(owner, `/spaces/${id}/lists`, { name: 'Beds' })
  return { space: id, listId: list.id }
}
