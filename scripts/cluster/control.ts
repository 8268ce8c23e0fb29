import { createServer } from 'node:http'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { askSocket, hear } from '../../apps/server/src/cli/over-socket.ts'
import { ClusterRefused } from './record.ts'
import type { Cluster } from './cluster.ts'

/** What is asked of a cluster that runs, by whoever may look into its folder. */
export type ClusterCommand = { readonly command: 'status' | 'reload' | 'kill' } | { readonly command: 'scale'; readonly count: number }

const socketOf = (folder: string) => join(folder, 'control.sock')
const bytesAtMost = 4_096

const run = (cluster: Cluster, asked: ClusterCommand): Promise<unknown> => {
  switch (asked.command) {
    case 'status':
      return cluster.status()
    case 'reload':
      return cluster.reload()
    case 'kill':
      return cluster.kill()
    case 'scale':
      return cluster.scale(asked.count)
  }
}

/** Answers what is asked by command, one after the other, until it is closed. */
export const answerCommands = async (cluster: Cluster) => {
  const path = socketOf(cluster.folder)
  rmSync(path, { force: true })
  let last: Promise<unknown> = Promise.resolve()
  const server = createServer((incoming, reply) =>
    hear(incoming, bytesAtMost, (body) => {
      last = last
        .then(() => run(cluster, JSON.parse(body) as ClusterCommand))
        .then(
          (answer) => reply.writeHead(200).end(JSON.stringify(answer)),
          (error: unknown) => reply.writeHead(409).end(JSON.stringify((error as Error).message)),
        )
    }),
  )
  server.listen(path)
  await once(server, 'listening')
  return {
    /** What is being done is done when it comes back. */
    close: async (): Promise<void> => {
      server.close()
      server.closeIdleConnections()
      await last
      rmSync(path, { force: true })
    },
  }
}

/** Asks the cluster that runs on a folder. @throws ClusterRefused when there is none, or with what it says */
export const askCluster = async (folder: string, command: ClusterCommand): Promise<unknown> => {
  const told = await askSocket(socketOf(folder), command).catch(() => {
    throw new ClusterRefused(`No cluster runs on ${folder}. Start one: npm run cluster`)
  })
  const said = JSON.parse(told.text) as unknown
  if (told.status !== 200) throw new ClusterRefused(String(said))
  return said
}
