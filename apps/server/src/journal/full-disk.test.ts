import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { id, startServer } from '../testing/server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
const opened: Server[] = []
const disk = mkdtempSync(join(tmpdir(), 'muster-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0
after(async () => {
  for (const server of opened) await server.stop()
  if (mounted) spawnSync('umount', [disk])
  for (const folder of [disk, ...opened.map(({ dataDir }) => dataDir)]) rmSync(folder, { recursive: true, force: true })
})
const databaseOf = ({ context }: Server) => context.sqlite?.database ?? assert.fail('not over SQLite')

/** Somebody writes until there is no room, reads what is there, and writes again once `makeRoom` made some; all that was answered outlives a restart. */
const fill = async (server: Server, makeRoom: () => void, again: () => Promise<Server>) => {
  opened.push(server)
  const email = 'full@example.test'
  const person = await server.register(email)
  const answered = new Set<string>()
  // Somebody whose new cookies nobody has shown yet: that they were shown is noted with the first request.
  const other = await server.register('refreshed@example.test')
  const refreshed = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { ...other.headers, Origin: server.url } })
  const cookies = refreshed.headers.getSetCookie().map((set) => set.split(';')[0])
  const write = async () => {
    const task = id()
    const args = { id: task, place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' }, title: 'Kept', notes: 'x'.repeat(2_000) }
    const reply = await person.push([person.mutation('task.create@1', args)])
    if (reply.status === 200) answered.add(task)
    return reply
  }
  const told = async (reply: Response) => {
    assert.equal(reply.status, 507, await reply.clone().text())
    assert.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    assert.equal(((await reply.json()) as { code: string }).code, 'storage_full')
  }
  const found = async (by = person) => {
    const tasks = new Set<string>()
    for (let query = ''; ;) {
      const reply = await by.changes(query)
      for (const doc of reply.docs) if (doc.kind === 'task') tasks.add(doc.id)
      if (reply.next === null) return tasks
      query = `?page=${reply.next}`
    }
  }

  const refused: Response[] = []
  for (let tries = 0; tries < 200 && refused.length === 0; tries++)
    refused.push(...(await Promise.all(Array.from({ length: 20 }, write))).filter(({ status }) => status !== 200))
  assert.ok(refused.length > 0 && answered.size > 0)
  for (const reply of refused) await told(reply)
  for (let tries = 0; tries < 20; tries++) {
    const reply = await write()
    if (reply.status !== 200) await told(reply)
  }
  assert.deepEqual(await found(), answered, 'reads go on, and show what was answered and nothing else')
  assert.equal((await server.request('/healthz')).status, 200)
  assert.equal((await server.request('/api/v1/me', { headers: { Cookie: cookies.join('; ') } })).status, 200, 'who has just refreshed reads, too')

  makeRoom()
  for (let n = 0; n < 5; n++) assert.equal((await write()).status, 200, 'writes work again')
  assert.deepEqual(await found(), answered)
  await server.stop()
  const next = await again()
  opened.push(next)
  assert.equal(databaseOf(next).pragma('integrity_check', { simple: true }), 'ok')
  assert.deepEqual(await found(await next.login(email)), answered)
}

test('a full database is a clear 507: reads go on, writes work again once there is room, and nothing that was answered is lost', async () => {
  const server = await startServer()
  const database = databaseOf(server)
  const pages = () => Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${pages() + 60}`)
  await fill(
    server,
    () => database.pragma(`max_page_count = ${pages() + 4_000}`),
    () => startServer(server.dataDir),
  )
})

// Only who may mount has such a disk; the same is tried above, by the bound of the database, everywhere.
if (mounted)
  test('so is a disk of eight megabytes', async () => {
    const ballast = join(disk, 'ballast')
    // Half of it: what is in the log beside the database must fit into the database, before the log can begin anew.
    writeFileSync(ballast, Buffer.alloc(4 * 1024 * 1024))
    await fill(
      await startServer(disk),
      () => rmSync(ballast),
      () => startServer(disk),
    )
  })
