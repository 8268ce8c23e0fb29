import { bearerOf } from '../before/token.ts'
import { get, sendJson, type Headers } from '../measure/requests.ts'
import type { Api } from './api.ts'

/** The starting point's own API. */
export const beforeApi = (url: string, tasks: ReadonlyMap<string, readonly string[]>): Api => {
  const users = [...tasks.keys()]
  let touches = 0
  let tokens: readonly Headers[] = []
  const since = new Date().toISOString()
  return {
    signIn: () => {
      tokens = users.map(bearerOf)
    },
    list: (who, tag) => get(url, '/api/tasks?limit=50', { ...tokens[who], ...(tag === undefined ? {} : { 'If-None-Match': tag }) }),
    page: (who, cursor, limit = 50) => get(url, `/api/tasks?limit=${limit}&cursor=${cursor}`, tokens[who]),
    changes: (who, from) => get(url, `/api/tasks/changes?since=${encodeURIComponent(from)}`, tokens[who]),
    one: (who, task) => get(url, `/api/tasks/${task}`, tokens[who]),
    rename: (who, task, title) => sendJson('PATCH', url, `/api/tasks/${task}`, { title }, tokens[who]),
    // It keeps no pages.
    touch: (who) => sendJson('PATCH', url, `/api/tasks/${tasks.get(users[who] ?? '')?.[0] ?? ''}`, { title: `Touched ${++touches} times` }, tokens[who]),
    sinceOf: (body) => (JSON.parse(body.toString()) as { readonly now: string }).now,
    people: [...tasks.values()].map((mine) => ({ tasks: mine, since })),
  }
}
