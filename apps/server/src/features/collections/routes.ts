import type { DocByKind, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import type { CollectionKind, Shown } from '@muster/core/contract/schemas/endpoints/collections.ts'
import { get } from '@muster/core/domain/ask.ts'
import { mustExist, mustLive } from '@muster/core/domain/rows.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { etagOf, rowPrecondition, unlessHeld } from '../../http/etag.ts'
import { writeRequest } from '../../http/write-request.ts'
import type { Routes } from '../../http/endpoint.ts'
import { orderBehind } from '../../rows/order-behind.ts'
import { limitOf, pageOfShelf, readSpot } from '../../rows/page-of-shelf.ts'
import type { WriteRequest, Writes, Written } from '../../journal/writes.ts'
import type { Store } from '../../ports/store.ts'
import { viewDocs, type View } from '../../ports/view.ts'
import { folderLine, labelLine, listLine, sectionLine, type Line } from './table.ts'

/** Folders, lists, sections and labels: the same endpoints for each, over the mutations of its kind. */
export const registerCollectionRoutes = (
  routes: Routes,
  deps: { readonly store: Pick<Store, 'lastOrder'>; readonly access: Access; readonly writes: Writes },
) => {
  const { store, access, writes } = deps

  const serve = <K extends CollectionKind>({ kind, endpoints, created, siblings, within, listOf }: Line<K>) => {
    const shown = (space: string, row: DocByKind[K]): Shown<K> => ({ space, ...row })
    /** The row as it is after a change of it, whatever became of it since. */
    const after = async ({ row: left }: Written, space: string, { ticket }: WriteRequest, id: string) => {
      const row = left(kind, id) ?? mustExist((await access.see(space, ticket.identity.userId, [{ kind, id }], ticket))(kind, id), kind)
      const body = shown(space, row)
      return { body, tag: etagOf(body) }
    }

    routes.add(endpoints.list)(async ({ params: { space }, query, session, ticket }) => {
      /** What is in a list in the trash is hidden with it. */
      const inSight = function* (rows: readonly DocByKind[K][]): View<readonly DocByKind[K][]> {
        if (!listOf || query.trashed || rows.length === 0) return rows
        const lists = yield* viewDocs([...new Set(rows.map(listOf))].map((id) => ({ kind: 'list' as const, id })))
        const there = new Set((lists as readonly ListDoc[]).flatMap(({ id, deletedAt }) => (deletedAt === null ? [id] : [])))
        return rows.filter((row) => there.has(listOf(row)))
      }
      const shelf = query.trashed ? ({ kind, state: 'trashed', within: null } as const) : ({ kind, state: 'there', within: within(query) } as const)
      const [from, limit] = [readSpot(query, shelf.within), limitOf(query)]
      const { items, nextCursor } = (await access.view(space, session.user.id, 'read', () => pageOfShelf(shelf, from, limit, inSight), ticket)).value
      return { status: 200, body: { items: items.map((row) => shown(space, row)), nextCursor } }
    })
    routes.add(endpoints.create)(async ({ params: { space }, body, session, ticket, request }) => {
      const from = writeRequest(request)
      const id = writes.idFor(from, body.id)
      const place = async () => {
        await access.require(space, session.user.id, 'read', ticket)
        return orderBehind((await store.lastOrder(space, siblings(body), ticket)) ?? null)
      }
      const written = await writes.write(from, {
        space,
        name: `${kind}.create@1`,
        args: created(body, { id, order: body.order ?? (await place()) }),
      })
      const { body: item, tag } = await after(written, space, from, id)
      return { status: 201, body: item, headers: { ...written.headers, Location: `${endpoints.create.path.replace(':space', space)}/${id}`, ETag: tag } }
    })
    routes.add(endpoints.get)(async ({ params: { space, id }, session, request, ticket }) => {
      const row = mustLive((await access.see(space, session.user.id, [{ kind, id }], ticket))(kind, id) as DocByKind[K] | undefined, kind)
      const body = shown(space, row)
      return unlessHeld(request, etagOf(body), body)
    })
    routes.add(endpoints.update)(async ({ params: { space, id }, body, request }) => {
      const from = writeRequest(request)
      const written = await writes.write(from, {
        space,
        name: `${kind}.update@1`,
        args: { id, set: body },
        requires: rowPrecondition(request, kind, id, (row) => shown(space, row)),
      })
      const { body: item, tag } = await after(written, space, from, id)
      return { status: 200, body: item, headers: { ...written.headers, ETag: tag } }
    })
    routes.add(endpoints.delete)(async ({ params: { space, id }, session, ticket, request }) => {
      const requires = rowPrecondition(request, kind, id, (row) => shown(space, row))
      // What is deleted already is as it was asked for, whatever it was when it was read.
      const unlessDeleted = function* () {
        if ((yield* get(kind, id))?.deletedAt === null && requires) yield* requires()
      }
      try {
        const { headers } = await writes.write(writeRequest(request), { space, name: `${kind}.delete@1`, args: { id }, requires: requires && unlessDeleted })
        return { status: 204, body: null, headers }
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'forbidden') throw error
        // Who may see the space is told the same of what is in the trash already.
        const row = (await access.read(space, session.user.id, [{ kind, id }], ticket))(kind, id)
        if (!row || row.deletedAt === null) throw error
        return { status: 204, body: null }
      }
    })
    routes.add(endpoints.restore)(async ({ params: { space, id }, request }) => {
      const from = writeRequest(request)
      const written = await writes.write(from, {
        space,
        name: `${kind}.restore@1`,
        args: { id },
        requires: rowPrecondition(request, kind, id, (row) => shown(space, row)),
      })
      const { body: item, tag } = await after(written, space, from, id)
      return { status: 200, body: item, headers: { ...written.headers, ETag: tag } }
    })
  }
  serve(folderLine)
  serve(listLine)
  serve(sectionLine)
  serve(labelLine)
}
