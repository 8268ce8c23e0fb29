import { randomBytes } from 'node:crypto'
import { lstatSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, type Stats } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Admin, AdminCommand } from '../features/admin/service.ts'
import { createServer } from '../http/node-http.ts'
import { askSocket, hear } from './over-socket.ts'

/** Longest path that every system takes for a socket, in bytes (`sun_path` of macOS, less its end). */
const longestPath = 103
const fits = (path: string): boolean => Buffer.byteLength(path) <= longestPath

/** Where a running server listens for the owner of the machine: a socket, or a link to one where the data folder is no place for it. */
export const controlPath = (dataDir: string): string => join(dataDir, 'control.sock')

const bytesAtMost = 64 * 1024
const me = (): number => process.geteuid?.() ?? 0
const seen = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false })

/** Whether only those accounts, and root, can put something into the folder. */
const isPrivate = (folder: string, owners: readonly number[]): boolean => {
  const found = seen(folder)
  return found !== undefined && found.isDirectory() && owners.includes(found.uid) && (found.mode & 0o022) === 0
}

/** The socket that is at the control path, or that a link there leads to. */
const socketOf = (dataDir: string): string | undefined => {
  const path = controlPath(dataDir)
  const found = seen(path)
  if (found?.isSymbolicLink()) return readlinkSync(path)
  return found && path
}
/** Whether what listens there can only be a server of ours, or of whose data folder it is. */
const isTrusted = (socket: string, dataDir: string): boolean => {
  const owners = [me(), ...[seen(dataDir)].flatMap((found) => (found ? [found.uid] : []))]
  return isPrivate(dirname(socket), owners) && owners.includes(seen(socket)?.uid ?? -1)
}
const answers = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(socket)
    probe.on('error', () => resolve(false))
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
  })

/** Listens on a socket that is closed to others from its beginning. */
const listen = async (server: Server, path: string): Promise<void> => {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
  })
  const before = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(before)
  }
  await listening
}

const answerWith = (admin: Admin): Server =>
  createServer((incoming, reply) =>
    hear(incoming, bytesAtMost, (body) => {
      const answer = (status: number, text: string) => reply.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
      void (async () => admin.run(JSON.parse(body) as AdminCommand))().then(
        (text) => answer(200, text),
        (error: unknown) => answer(error instanceof Refusal ? 409 : 500, (error as Error).message),
      )
    }),
  )

/**
 * Answers commands of `npx muster` while the server runs. Of several processes with one data folder one answers: the first
 * that listens, and after it whichever starts next. Where others could put a socket of theirs into the data folder, or its path
 * is too long for one, the socket is in a new folder of our own, and a link leads there.
 */
export const listenForControl = async (dataDir: string, admin: Admin): Promise<{ readonly close: () => void }> => {
  const path = controlPath(dataDir)
  const left = seen(path)
  if (left && !left.isSocket() && !left.isSymbolicLink()) throw Object.assign(new Error('something is in the way'), { code: 'EEXIST', path })
  const earlier = socketOf(dataDir)
  if (earlier !== undefined && isTrusted(earlier, dataDir) && (await answers(earlier))) return { close: () => {} }

  const beside = join(dataDir, `control.${randomBytes(3).toString('hex')}`)
  const folder =
    fits(beside) && isPrivate(dataDir, [me()])
      ? undefined
      : mkdtempSync(join(fits(join(tmpdir(), 'muster-123456/control.sock')) ? tmpdir() : '/tmp', 'muster-'))
  const socket = folder === undefined ? beside : join(folder, 'control.sock')
  const server = answerWith(admin)
  try {
    await listen(server, socket)
    if (folder !== undefined) symlinkSync(socket, beside)
    // Whole from the first moment, and over what is dead only: of two that come at once the later one answers.
    renameSync(beside, path)
  } catch (error) {
    server.close()
    rmSync(beside, { force: true })
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    throw Object.assign(error as Error, { path })
  }
  const own = seen(path)
  const forsaken = earlier !== undefined && earlier !== path ? dirname(earlier) : undefined
  if (forsaken && basename(forsaken).startsWith('muster-') && isPrivate(forsaken, [me()])) rmSync(forsaken, { recursive: true, force: true })
  server.unref()
  return {
    close: () => {
      server.close()
      const there = seen(path)
      if (there && own && there.ino === own.ino && there.dev === own.dev) rmSync(path, { force: true })
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Asks a running server; undefined when none listens. Throws `Refusal` with its words, or when what listens may be somebody else's: it is told nothing. */
export const askRunning = async (dataDir: string, command: AdminCommand): Promise<string | undefined> => {
  const socketPath = socketOf(dataDir)
  if (socketPath === undefined) return undefined
  if (!isTrusted(socketPath, dataDir)) {
    if (!(await answers(socketPath))) return undefined
    throw new Refusal(
      'forbidden',
      `What listens at ${socketPath} may be somebody else's, and was told nothing: that folder is not yours alone. Start Muster again.`,
    )
  }
  const told = await askSocket(socketPath, command).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return undefined
    throw error
  })
  if (told === undefined || told.status === 200) return told?.text
  throw new Refusal('invalid', told.text)
}
