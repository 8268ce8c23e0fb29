import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Admin, AdminCommand } from '../features/admin/service.ts'

/** Longest path that every system takes for a socket, in bytes (`sun_path` of macOS, less its end). */
const longestPath = 103

/** Where a running server listens for the owner of the machine: the data folder's own socket, which only its owner may open. */
export const controlPath = (dataDir: string): string => {
  const own = join(dataDir, 'control.sock')
  if (Buffer.byteLength(own) <= longestPath) return own
  return join(tmpdir(), `muster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}.sock`)
}

const bytesAtMost = 64 * 1024

/** Answers commands of `npx muster` while the server runs. Only the store's exclusive owner calls this, so a socket left over is dead. */
export const listenForControl = async (dataDir: string, admin: Admin): Promise<Server> => {
  const path = controlPath(dataDir)
  rmSync(path, { force: true })
  const server = createServer((incoming, reply) => {
    let body = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text: string) => {
      body += text
      if (body.length > bytesAtMost) incoming.destroy()
    })
    incoming.on('end', () => {
      const answer = (status: number, text: string) => reply.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
      void (async () => admin.run(JSON.parse(body) as AdminCommand))().then(
        (text) => answer(200, text),
        (error: unknown) => answer(error instanceof Refusal ? 409 : 500, (error as Error).message),
      )
    })
  })
  // The socket is born closed to others, rather than closed a moment later.
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(before)
  }
  return server.unref()
}

/** Asks a running server; undefined when none listens. Throws `Refusal` with its words. */
export const askRunning = (dataDir: string, command: AdminCommand): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath: controlPath(dataDir), method: 'POST', path: '/' }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => (text += part))
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Refusal('invalid', text))))
    })
    asking.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error)))
    asking.end(JSON.stringify(command))
  })
