// The starting point, as a competent person writes it: one instance, a JWT checked with every request, direct reads, no cache.
// FILE is its database, SECRET what it signs with.
import Database from 'better-sqlite3'
import express, { type NextFunction, type Request, type Response } from 'express'
import jwt from 'jsonwebtoken'
import type { AddressInfo } from 'node:net'
import { createTasks } from './tasks.ts'

const [file = '', secret = ''] = process.argv.slice(2)
const pageMax = 200
const db = new Database(file)
db.pragma('journal_mode = WAL')
// The same promise as ours: what was answered is on the disk.
db.pragma('synchronous = FULL')
const tasks = createTasks(db)

const app = express()
app.disable('x-powered-by')
app.use(express.json())

const signedIn = (request: Request, response: Response, next: NextFunction) => {
  const [scheme, token = ''] = (request.get('authorization') ?? '').split(' ')
  try {
    if (scheme !== 'Bearer') throw new Error('no token')
    const claims = jwt.verify(token, secret, { algorithms: ['HS256'] })
    response.locals['userId'] = String(claims.sub)
  } catch {
    response.status(401).json({ error: 'Sign in first.' })
    return
  }
  next()
}
const userOf = (response: Response) => response.locals['userId'] as string
const text = (value: unknown, max: number): value is string => typeof value === 'string' && value.length > 0 && value.length <= max

const api = express.Router()
api.use(signedIn)
api.get('/tasks', (request, response) => {
  const limit = Math.min(pageMax, Math.max(1, Number(request.query['limit'] ?? 50) || 50))
  const items = tasks.list(userOf(response), Number(request.query['cursor'] ?? -1), limit)
  response.json({ items, nextCursor: items.length === limit ? items.at(-1)?.position : null })
})
api.get('/tasks/changes', (request, response) => {
  const { since } = request.query
  if (!text(since, 40)) return void response.status(400).json({ error: 'since is needed.' })
  const docs = tasks.changes(userOf(response), since)
  response.json({ docs, now: docs.at(-1)?.updatedAt ?? since })
})
api.get('/tasks/:id', (request, response) => {
  const task = tasks.one(userOf(response), request.params.id)
  if (!task) return void response.status(404).json({ error: 'There is no such task.' })
  response.json(task)
})
api.post('/tasks', (request, response) => {
  const { title, notes, priority, dueDate } = request.body as Record<string, unknown>
  if (!text(title, 500)) return void response.status(400).json({ error: 'A task needs a title.' })
  const given = { title, ...(text(notes, 64_000) ? { notes } : {}), ...(typeof priority === 'number' ? { priority } : {}) }
  response.status(201).json(tasks.add(userOf(response), text(dueDate, 10) ? { ...given, dueDate } : given))
})
api.patch('/tasks/:id', (request, response) => {
  const { title, status } = request.body as Record<string, unknown>
  if (title !== undefined && !text(title, 500)) return void response.status(400).json({ error: 'A task needs a title.' })
  if (status !== undefined && status !== 'open' && status !== 'done') return void response.status(400).json({ error: 'It is open or done.' })
  const task = tasks.update(userOf(response), request.params.id, { ...(title === undefined ? {} : { title }), ...(status === undefined ? {} : { status }) })
  if (!task) return void response.status(404).json({ error: 'There is no such task.' })
  response.json(task)
})
app.use('/api', api)

const server = app.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
server.keepAliveTimeout = 72_000
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  db.close()
  process.exit(0)
})
