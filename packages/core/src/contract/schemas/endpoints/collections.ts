import type { Static, TProperties, TSchema } from 'typebox'
import { closed, Color, Emoji, Id, Name, nullable, OrderKey } from '../common.ts'
import { FolderDoc, LabelDoc, ListDoc, SectionDoc, type DocByKind } from '../documents.ts'
import { mutationSchemas } from '../mutations.ts'
import { Flag, ItemParams, Nothing, pageOf, pageQuery, someOf, SpaceParams, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const optional = Type.Optional
/** A row as the resource API shows it: its document, and the space it is in. What has gone for good is not shown. */
const shown = <P extends TProperties>({ properties: { purgedAt: _, ...properties } }: { readonly properties: P & { readonly purgedAt: TSchema } }) =>
  closed({ space: Id, ...properties })
/** `trashed` asks for those in the trash, instead of those that are not. */
const query = { ...pageQuery, trashed: optional(Flag) }
/** Left out, the id is made here, and the order is behind all siblings. */
const made = { id: optional(Id), order: optional(OrderKey) }

export const Folder = shown(FolderDoc)
export const List = shown(ListDoc)
export const Section = shown(SectionDoc)
export const Label = shown(LabelDoc)
export const CollectionQuery = closed(query)
export const ListsQuery = closed({ ...query, folder: optional(Id) })
export const SectionsQuery = closed({ ...query, list: optional(Id) })
export const FolderCreateBody = closed({ ...made, name: Name })
export const ListCreateBody = closed({ ...made, name: Name, color: optional(Color), emoji: optional(nullable(Emoji)), folderId: optional(nullable(Id)) })
export const SectionCreateBody = closed({ ...made, listId: Id, name: Name })
export const LabelCreateBody = closed({ ...made, name: Name, color: optional(Color) })
export const FolderUpdateBody = someOf(mutationSchemas['folder.update@1'].properties.set.properties)
export const ListUpdateBody = someOf(mutationSchemas['list.update@1'].properties.set.properties)
export const SectionUpdateBody = someOf(mutationSchemas['section.update@1'].properties.set.properties)
export const LabelUpdateBody = someOf(mutationSchemas['label.update@1'].properties.set.properties)

type Query = Static<typeof CollectionQuery>
/** What goes in, by the kind of row. */
export interface Collections {
  folder: { query: Query; create: Static<typeof FolderCreateBody>; update: Static<typeof FolderUpdateBody> }
  list: { query: Static<typeof ListsQuery>; create: Static<typeof ListCreateBody>; update: Static<typeof ListUpdateBody> }
  section: { query: Static<typeof SectionsQuery>; create: Static<typeof SectionCreateBody>; update: Static<typeof SectionUpdateBody> }
  label: { query: Query; create: Static<typeof LabelCreateBody>; update: Static<typeof LabelUpdateBody> }
}
export type CollectionKind = keyof Collections
/** What comes out. */
export type Shown<K extends CollectionKind> = { space: string } & DocByKind[K]

const schemasOf = (name: string, item: TSchema, queried: TSchema, create: TSchema, update: TSchema): Readonly<Record<string, EndpointSchemas>> => ({
  [`${name}.list`]: { params: SpaceParams, query: queried, replies: { 200: pageOf(item) } },
  [`${name}.create`]: { params: SpaceParams, body: create, replies: { 201: item } },
  [`${name}.get`]: { params: ItemParams, replies: { 200: item, 304: Nothing } },
  [`${name}.update`]: { params: ItemParams, body: update, replies: { 200: item } },
  [`${name}.delete`]: { params: ItemParams, replies: { 204: Nothing } },
  [`${name}.restore`]: { params: ItemParams, replies: { 200: item } },
})
export const collectionSchemas: Readonly<Record<string, EndpointSchemas>> = {
  ...schemasOf('folders', Folder, CollectionQuery, FolderCreateBody, FolderUpdateBody),
  ...schemasOf('lists', List, ListsQuery, ListCreateBody, ListUpdateBody),
  ...schemasOf('sections', Section, SectionsQuery, SectionCreateBody, SectionUpdateBody),
  ...schemasOf('labels', Label, CollectionQuery, LabelCreateBody, LabelUpdateBody),
}
