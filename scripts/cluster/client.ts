import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { Cluster } from './cluster.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

export interface Stream {
  readonly status: number
  readonly headers: Answer['headers']
  /** When it has ended, however it did. */
  readonly ended: Promise<void>
  readonly end: () => void
}

/**
 * Asks a cluster over https as somebody who trusts its authority; its name is this machine, whatever the machine's resolver knows.
 * @param keepAlive whether one connection serves many requests: who has one that is just being closed loses what they ask
 */
export const createClient = ({ url, authority }: Pick<Cluster, 'url' | 'authority'>, { keepAlive = true, maxSockets = 16 } = {}) => {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive, maxSockets, ca: readFileSync(authority), servername: hostname })
  const listener = new Agent({ ca: readFileSync(authority), servername: hostname })
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
  /** An answer that does not end by itself, told as it comes. */
  const stream = (path: string, headers: Readonly<Record<string, string>>, hear: (text: string) => void): Promise<Stream> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers: { Host: `${hostname}:${port}`, ...headers }, agent: listener }, (reply) => {
        reply.setEncoding('utf8')
        reply.on('data', hear)
        const ended = new Promise<void>((done) => reply.on('error', () => {}).on('close', done))
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, ended, end: () => void reply.destroy() })
      })
      asked.on('error', reject)
      asked.end()
    })
  const close = (): void => {
    agent.destroy()
    listener.destroy()
  }
  return { ask, stream, close }
}
