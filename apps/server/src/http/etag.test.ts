import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiOf } from '../testing/api.ts'
import { startServer } from '../testing/server.ts'
import { etagOf } from './etag.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

test('the validator of what is shown alone is made of all that is told, so that no other code can tell something else under it', async () => {
  const person = await server.register()
  const { post } = apiOf(server, person.headers)
  const at = `/spaces/${person.userId}`
  const made = async (kind: string, body: object) => (await post<{ id: string }>(`${at}/${kind}`, body)).body.id
  const [folder, list, label, task] = [
    await made('folders', { name: 'Folder' }),
    await made('lists', { name: 'List' }),
    await made('labels', { name: 'Label' }),
    await made('tasks', { title: 'Task', notes: 'Words' }),
  ]
  const bare = await made('tasks', { title: 'Without notes' })
  const section = await made('sections', { name: 'Section', listId: list })
  const paths = [
    at,
    `${at}/folders/${folder}`,
    `${at}/lists/${list}`,
    `${at}/sections/${section}`,
    `${at}/labels/${label}`,
    `${at}/members/${person.userId}`,
    `${at}/tasks/${task}`,
    `/tasks/${task}`,
    `${at}/tasks/${task}/notes`,
    `${at}/tasks/${bare}/notes`,
    '/me/settings',
  ]
  for (const path of paths) {
    const reply = await server.request(`/api/v1${path}`, { headers: person.headers })
    assert.equal(reply.status, 200, path)
    const told = (await reply.json()) as object
    assert.equal(reply.headers.get('etag'), etagOf(told), path)
    // Told otherwise, as by another build, it would have another.
    assert.notEqual(etagOf({ ...told, more: null }), etagOf(told))
    const again = await server.request(`/api/v1${path}`, { headers: { ...person.headers, 'If-None-Match': etagOf(told) } })
    assert.equal(again.status, 304, path)
  }
})
