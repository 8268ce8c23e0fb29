import type { CollectionKind, Collections, Shown } from '../schemas/endpoints/collections.ts'
import type { ItemParams, Page, SpaceParams } from '../schemas/endpoints/common.ts'
import type { Code } from '../codes.ts'
import type { Endpoint } from './endpoint.ts'
import { changingProblems, writingProblems } from './writing-problems.ts'

/** The endpoints of a kind of row that is small, ordered, and can be put in the trash. */
export interface CollectionEndpoints<K extends CollectionKind> {
  readonly list: Endpoint<{ auth: 'session'; params: SpaceParams; query: Collections[K]['query']; replies: { 200: Page<Shown<K>> } }>
  readonly create: Endpoint<{ auth: 'session'; params: SpaceParams; body: Collections[K]['create']; replies: { 201: Shown<K> } }>
  readonly get: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 200: Shown<K>; 304: null } }>
  readonly update: Endpoint<{ auth: 'session'; params: ItemParams; body: Collections[K]['update']; replies: { 200: Shown<K> } }>
  readonly delete: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 204: null } }>
  readonly restore: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 200: Shown<K> } }>
}

const collection = <K extends CollectionKind>(kind: K, fixed: readonly Code[] = []): CollectionEndpoints<K> => {
  const name = `${kind}s`
  const path = `/api/v1/spaces/:space/${name}`
  const auth = 'session'
  const reading = ['not_found', 'gone'] as const
  const changing = [...changingProblems, 'gone', ...fixed] as const
  return {
    list: { key: `${name}.list`, method: 'GET', path, auth, summary: `The ${name} of a space in their order, in pages.`, problems: ['not_found'] },
    create: {
      key: `${name}.create`,
      method: 'POST',
      path,
      auth,
      summary: `Adds a ${kind}, last among its siblings unless it says otherwise.`,
      problems: [...writingProblems, 'exists', 'gone'],
    },
    get: { key: `${name}.get`, method: 'GET', path: `${path}/:id`, auth, summary: `One ${kind}. In the trash it is answered as gone.`, problems: reading },
    update: {
      key: `${name}.update`,
      method: 'PATCH',
      path: `${path}/:id`,
      auth,
      summary: 'Changes the fields that are named; with If-Match only what was read.',
      problems: changing,
    },
    delete: {
      key: `${name}.delete`,
      method: 'DELETE',
      path: `${path}/:id`,
      auth,
      summary: `Puts a ${kind} in the trash. Again changes nothing.`,
      problems: changing,
    },
    restore: {
      key: `${name}.restore`,
      method: 'POST',
      path: `${path}/:id/restore`,
      auth,
      summary: `Takes a ${kind} out of the trash; with If-Match only what was read.`,
      problems: [...changingProblems, 'gone'],
    },
  }
}

export const folders = collection('folder')
export const lists = collection('list', ['inbox_fixed'])
export const sections = collection('section')
export const labels = collection('label')
