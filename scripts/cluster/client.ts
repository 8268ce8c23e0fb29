import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { Cluster } from './cluster.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** Asks a cluster over https as somebody who trusts its authority; its name is this machine, whatever the machine's resolver knows. */
export const createClient = ({ url, authority }: Pick<Cluster, 'url' | 'authority'>) => {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca: readFileSync(authority), servername: hostname })
  const ask = (
    path: string,
    { method = 'GET', headers = {}, body }: { method?: string; headers?: Readonly<Record<string, string>>; body?: unknown } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const whole = {
        Host: `${hostname}:${port}`,
        Origin: url,
        ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
        ...headers,
      }
      const asked = request({ host: '127.0.0.1', port, path, method, headers: whole, agent }, (reply) => {
        let said = ''
        reply.setEncoding('utf8')
        reply.on('data', (part: string) => (said += part))
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: said }))
        reply.on('error', reject)
      })
      asked.on('error', reject)
      asked.end(text)
    })
  return { ask, close: (): void => agent.destroy() }
}
