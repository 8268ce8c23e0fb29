import type { startServer } from './server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
export interface Told<T> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: T
}

/** The resource API as one person sees it. `body` is undefined where there is none. */
export const apiOf = (server: Pick<Server, 'url' | 'request'>, headers: Readonly<Record<string, string>>) => {
  const call = async <T>(method: string, path: string, body?: unknown, more: Readonly<Record<string, string>> = {}): Promise<Told<T>> => {
    const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const init = { method, headers: { Origin: server.url, ...headers, ...json, ...more }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const reply = await server.request(`/api/v1${path}`, init)
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, text, body: (text === '' ? undefined : JSON.parse(text)) as T }
  }
  type More = Readonly<Record<string, string>>
  return {
    get: <T = unknown>(path: string, more?: More) => call<T>('GET', path, undefined, more),
    post: <T = unknown>(path: string, body?: unknown, more?: More) => call<T>('POST', path, body, more),
    patch: <T = unknown>(path: string, body: unknown, more?: More) => call<T>('PATCH', path, body, more),
    put: <T = unknown>(path: string, body: unknown, more?: More) => call<T>('PUT', path, body, more),
    delete: (path: string, more?: More) => call<undefined>('DELETE', path, undefined, more),
  }
}
