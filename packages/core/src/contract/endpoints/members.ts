import type { Page, SpaceParams } from '../schemas/endpoints/common.ts'
import type { Member, MemberParams, MembersQuery, MemberUpdateBody } from '../schemas/endpoints/spaces.ts'
import type { Endpoint } from './endpoint.ts'
import { changingProblems } from './writing-problems.ts'

const members = '/api/v1/spaces/:space/members'

export const listMembers: Endpoint<{ auth: 'session'; params: SpaceParams; query: MembersQuery; replies: { 200: Page<Member> } }> = {
  key: 'members.list',
  method: 'GET',
  path: members,
  auth: 'session',
  summary: 'Who is in a space; with former=true who has left it. In pages.',
  problems: ['not_found'],
}
export const getMember: Endpoint<{ auth: 'session'; params: MemberParams; replies: { 200: Member; 304: null } }> = {
  key: 'members.get',
  method: 'GET',
  path: `${members}/:user`,
  auth: 'session',
  summary: 'One person in a space, or who has left it.',
  problems: ['not_found'],
}
export const updateMember: Endpoint<{ auth: 'session'; params: MemberParams; body: MemberUpdateBody; replies: { 200: Member } }> = {
  key: 'members.update',
  method: 'PATCH',
  path: `${members}/:user`,
  auth: 'session',
  summary: 'Gives a role: owners any, admins those below owner. With If-Match only to what was read.',
  problems: [...changingProblems, 'last_owner', 'personal_fixed'],
}
export const deleteMember: Endpoint<{ auth: 'session'; params: MemberParams; replies: { 204: null } }> = {
  key: 'members.delete',
  method: 'DELETE',
  path: `${members}/:user`,
  auth: 'session',
  summary: 'Removes somebody from a space, or leaves it oneself.',
  problems: [...changingProblems, 'last_owner', 'personal_fixed'],
}
