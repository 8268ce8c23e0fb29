import assert from 'node:assert/strict'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import type { Line } from './permission-lines.ts'
import { id, type startServer } from './server.ts'
import type { World } from './world.ts'

type Server = Pick<Awaited<ReturnType<typeof startServer>>, 'request'>

/** A request without who sends it. */
export interface Asked {
  readonly path: string
  readonly body: string | undefined
}
/** What a request was answered with; of an event stream only the head. */
export interface Told {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export const endpointOf = ({ key }: Line): Endpoint => endpoints.find((one) => one.key === key) as Endpoint
export const isUnsafe = ({ method }: Endpoint): boolean => method !== 'GET'
/** The status of an endpoint's answer when all goes well. */
export const doneWith = ({ key }: Endpoint): number => Number(Object.keys(endpointSchemas[key]?.replies ?? {}).find((status) => status !== '304'))

/** Where a first load of the space of a world begins, as somebody in it is told. */
export const beginningOf = async (server: Server, { space }: World, headers: Readonly<Record<string, string>>): Promise<string> =>
  ((await (await server.request(`/api/v1/spaces/${space}/snapshot/latest`, { headers })).json()) as { from: string }).from

/**
 * The request of a line by whoever has the id `me`.
 * @param from where a first load begins, for the line that goes on with one
 */
export const requestOf = (line: Line, world: World, me: string, from = ''): Asked => {
  const params: Record<string, string> = { space: world.space, ...line.params?.(world, me), ...(line.key === 'sync.chunk' ? { from } : {}) }
  return {
    path: endpointOf(line).path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
    body: line.body && JSON.stringify(line.body(world, me)),
  }
}
/** The same request with other ids in the place of some. */
export const withIds = ({ path, body }: Asked, others: ReadonlyMap<string, string>): Asked => {
  const replaced = (text: string) => [...others].reduce((left, [one, another]) => left.replaceAll(one, another), text)
  return { path: replaced(path), body: body && replaced(body) }
}
/** The things of a world by id, without its space. */
export const thingsOf = ({ folder, list, section, label, task, invite }: World): readonly string[] => [folder, list, section, label, task, invite]
/** The same request of a space, and of things in it, that are not there. */
export const asIfNowhere = (asked: Asked, world: World): Asked => withIds(asked, new Map([world.space, ...thingsOf(world)].map((one) => [one, id()])))

export const sendTo = async (server: Server, method: string, { path, body }: Asked, headers: Readonly<Record<string, string>>): Promise<Told> => {
  const reply = await server.request(path, {
    method,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  if (reply.headers.get('content-type')?.startsWith('text/event-stream')) {
    await reply.body?.cancel()
    return { status: reply.status, text: '', headers: reply.headers }
  }
  return { status: reply.status, text: await reply.text(), headers: reply.headers }
}

/** Every byte of a problem but what differs each time: its date, and the name of the request. */
export const bytes = ({ status, text, headers }: Told): string => {
  const lasting = [...headers].filter(([name]) => name !== 'date')
  const { requestId, ...problem } = JSON.parse(text) as { requestId: string }
  assert.equal(typeof requestId, 'string')
  return JSON.stringify([status, lasting, text.length, problem])
}
export const codeOf = ({ text }: Told): string | undefined => (text === '' ? undefined : (JSON.parse(text) as { code?: string }).code)
