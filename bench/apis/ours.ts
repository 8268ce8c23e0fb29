import { get, sendJson, type Headers } from '../measure/requests.ts'
import { cookiesOf, writerOf } from '../seed/people.ts'
import type { Owner } from '../seed/owners.ts'
import type { Api } from './api.ts'

/** Beside what both sides have. */
export interface OursApi extends Api {
  readonly add: (who: number, title: string) => string
}

/** The resource API and the changes of ours, each person in a space of their own choice. */
export const oursApi = (url: string, owners: readonly Owner[]): OursApi => {
  let readers: readonly Headers[] = []
  let writers: readonly Headers[] = []
  const touches: number[] = []
  const roots = owners.map(({ space }) => `/api/v1/spaces/${space}`)
  return {
    signIn: () => {
      readers = owners.map(({ person }) => cookiesOf(person, url))
      writers = owners.map(({ person }) => writerOf(person, url))
    },
    list: (who, tag) => get(url, `${roots[who]}/tasks?limit=50`, { ...readers[who], ...(tag === undefined ? {} : { 'If-None-Match': tag }) }),
    page: (who, cursor, limit = 50) => get(url, `${roots[who]}/tasks?limit=${limit}&cursor=${cursor}`, readers[who]),
    changes: (who, since) => get(url, `${roots[who]}/changes?since=${since}`, readers[who]),
    one: (who, task) => get(url, `${roots[who]}/tasks/${task}`, readers[who]),
    add: (who, title) => sendJson('POST', url, `${roots[who]}/tasks`, { title, listId: owners[who]?.list }, writers[who]),
    rename: (who, task, title) => sendJson('PATCH', url, `${roots[who]}/tasks/${task}`, { title }, writers[who]),
    touch: (who) => {
      touches[who] = (touches[who] ?? 0) + 1
      const color = touches[who] % 2 === 0 ? 'blue' : 'teal'
      return sendJson('PATCH', url, `${roots[who]}/lists/${owners[who]?.list}`, { color }, writers[who])
    },
    sinceOf: (body) => (JSON.parse(body.toString()) as { readonly head: string }).head,
    people: owners.map(({ tasks, since }) => ({ tasks, since })),
  }
}

/** The same, where the first page is that over all spaces of a person. */
export const allSpaces = (url: string, owners: readonly Owner[]): Api => {
  const api = oursApi(url, owners)
  let readers: readonly Headers[] = []
  return {
    ...api,
    signIn: () => {
      api.signIn()
      readers = owners.map(({ person }) => cookiesOf(person, url))
    },
    list: (who, tag) => get(url, '/api/v1/tasks?limit=50', { ...readers[who], ...(tag === undefined ? {} : { 'If-None-Match': tag }) }),
  }
}
