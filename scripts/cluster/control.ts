import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
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
  const server = createServer((incoming, reply) => {
    let body = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text: string) => {
      body += text
      if (body.length > bytesAtMost) incoming.destroy()
    })
    incoming.on('end', () => {
      last = last
        .then(() => run(cluster, JSON.parse(body) as ClusterCommand))
        .then(
          (answer) => reply.writeHead(200).end(JSON.stringify(answer)),
          (error: unknown) => reply.writeHead(409).end(JSON.stringify((error as Error).message)),
        )
    })
  })
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
export const askCluster = (folder: string, command: ClusterCommand): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath: socketOf(folder), method: 'POST' }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => (text += part))
      reply.on('end', () => (reply.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new ClusterRefused(String(JSON.parse(text))))))
    })
    asking.on('error', () => reject(new ClusterRefused(`No cluster runs on ${folder}. Start one: npm run cluster`)))
    asking.end(JSON.stringify(command))
  })
