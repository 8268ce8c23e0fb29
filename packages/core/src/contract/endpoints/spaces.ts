import type { Page, SpaceParams } from '../schemas/endpoints/common.ts'
import type { Space, SpaceCreateBody, SpacesQuery, SpaceUpdateBody } from '../schemas/endpoints/spaces.ts'
import type { Endpoint } from './endpoint.ts'
import { changingProblems, writingProblems } from './writing-problems.ts'

const spaces = '/api/v1/spaces'

export const listSpaces: Endpoint<{ auth: 'session'; query: SpacesQuery; replies: { 200: Page<Space> } }> = {
  key: 'spaces.list',
  method: 'GET',
  path: spaces,
  auth: 'session',
  summary: 'The spaces of the person, their own first, in pages. A page may come short while more follow: go on until nextCursor is null.',
  problems: [],
}
export const createSpace: Endpoint<{ auth: 'session'; body: SpaceCreateBody; replies: { 201: Space } }> = {
  key: 'spaces.create',
  method: 'POST',
  path: spaces,
  auth: 'session',
  summary: 'Makes a space, with the person as its owner.',
  problems: [...writingProblems, 'exists', 'too_many'],
}
export const getSpace: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 200: Space; 304: null } }> = {
  key: 'spaces.get',
  method: 'GET',
  path: `${spaces}/:space`,
  auth: 'session',
  summary: 'One space, with the role that the person has in it.',
  problems: ['not_found'],
}
export const updateSpace: Endpoint<{ auth: 'session'; params: SpaceParams; body: SpaceUpdateBody; replies: { 200: Space } }> = {
  key: 'spaces.update',
  method: 'PATCH',
  path: `${spaces}/:space`,
  auth: 'session',
  summary: 'Changes name or color; for owners and admins. With If-Match only what was read.',
  problems: changingProblems,
}
export const deleteSpace: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 204: null } }> = {
  key: 'spaces.delete',
  method: 'DELETE',
  path: `${spaces}/:space`,
  auth: 'session',
  summary: "Deletes a space for good, and ends everybody's membership; for owners.",
  problems: [...changingProblems, 'personal_fixed'],
}
