import type { Static } from 'typebox'
import { closed, Color, Id, Name, Role } from '../common.ts'
import { MemberDoc, SettingsDoc, SpaceDoc } from '../documents.ts'
import { mutationSchemas } from '../mutations.ts'
import { Flag, Nothing, pageOf, pageQuery, someOf, SpaceParams, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const optional = Type.Optional

const { purgedAt: _, ...spaceFields } = SpaceDoc.properties

/** A space as one of its members sees it: its document, and the role they have in it. */
export const Space = closed({ ...spaceFields, role: Role })
export const SpacesQuery = closed(pageQuery)
export const SpaceCreateBody = closed({ id: optional(Id), name: Name, color: optional(Color) })
export const SpaceUpdateBody = someOf(mutationSchemas['space.update@1'].properties.set.properties)

/** Somebody in a space; `id` is the user's. */
export const Member = closed({ space: Id, ...MemberDoc.properties })
/** `former` asks for those who left, instead of those who are in it. */
export const MembersQuery = closed({ ...pageQuery, former: optional(Flag) })
export const MemberParams = closed({ space: Id, user: Id })
export const MemberUpdateBody = closed({ role: Role })

export const SettingsUpdateBody = someOf(mutationSchemas['settings.set@1'].properties.set.properties)

export type Space = Static<typeof Space>
export type SpacesQuery = Static<typeof SpacesQuery>
export type SpaceCreateBody = Static<typeof SpaceCreateBody>
export type SpaceUpdateBody = Static<typeof SpaceUpdateBody>
export type Member = Static<typeof Member>
export type MembersQuery = Static<typeof MembersQuery>
export type MemberParams = Static<typeof MemberParams>
export type MemberUpdateBody = Static<typeof MemberUpdateBody>
export type SettingsUpdateBody = Static<typeof SettingsUpdateBody>

export const spaceSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'spaces.list': { query: SpacesQuery, replies: { 200: pageOf(Space) } },
  'spaces.create': { body: SpaceCreateBody, replies: { 201: Space } },
  'spaces.get': { params: SpaceParams, replies: { 200: Space, 304: Nothing } },
  'spaces.update': { params: SpaceParams, body: SpaceUpdateBody, replies: { 200: Space } },
  'spaces.delete': { params: SpaceParams, replies: { 204: Nothing } },
  'members.list': { params: SpaceParams, query: MembersQuery, replies: { 200: pageOf(Member) } },
  'members.get': { params: MemberParams, replies: { 200: Member, 304: Nothing } },
  'members.update': { params: MemberParams, body: MemberUpdateBody, replies: { 200: Member } },
  'members.delete': { params: MemberParams, replies: { 204: Nothing } },
  'settings.get': { replies: { 200: SettingsDoc, 304: Nothing } },
  'settings.update': { body: SettingsUpdateBody, replies: { 200: SettingsDoc } },
}
