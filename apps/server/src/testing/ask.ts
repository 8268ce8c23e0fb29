import { request } from 'node:http'

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A request as it is said: fetch would tidy its path, and refuse some of its methods and headers. Of an event stream only the head is read. */
export const ask = (
  url: string,
  path: string,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer } = {},
): Promise<Told> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asking = request({ hostname, port, path, method: init.method ?? 'GET', headers: { ...init.headers } }, (reply) => {
      const told = (text: string) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text })
      if (reply.headers['content-type']?.startsWith('text/event-stream')) {
        told('')
        reply.destroy()
        return
      }
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => (text += part))
      reply.on('end', () => told(text))
      reply.on('error', reject)
    })
    asking.on('error', reject)
    asking.end(init.body)
  })
