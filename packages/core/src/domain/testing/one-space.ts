import type { Role } from '../../contract/kinds.ts'
import type { AnyDoc, LabelDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { InSpaceName, MutationArgs } from '../../contract/schemas/mutations.ts'
import { apply } from '../mutators.ts'
import { listDoc } from './docs.ts'
import { Refusal, type World } from '../world.ts'

export const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const at = '2026-03-01T10:00:00.000Z'
export const me = id(1)
export const inbox = id(2)

/** A space in memory with its Inbox, written only by mutators. */
export const space = (role: Role = 'owner') => {
  const rows = new Map<string, AnyDoc>()
  const put = (doc: AnyDoc) => rows.set(`${doc.kind}:${doc.id}`, doc)
  const meta = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
  put(listDoc({ ...meta, id: inbox, name: 'Inbox', inbox: true }))
  put({ kind: 'member', id: me, ...meta, name: 'Somebody', role, leftAt: null })
  const all = (kind: string) => [...rows.values()].filter((doc) => doc.kind === kind) as never[]
  const world: World = {
    get: (kind, key) => rows.get(`${kind}:${key}`) as never,
    children: (parent) => (all('task') as TaskDoc[]).filter(({ parentId }) => parentId === parent),
    all,
  }
  let now = at
  const run = <K extends InSpaceName>(name: K, args: MutationArgs[K]) => {
    const changed = apply(name, world, args, { space: me, actor: me, role, at: now, clientAt: now })
    for (const doc of changed) put(doc)
    return changed
  }
  return {
    run,
    /** From then on it is that late. */
    moveTo: (instant: string) => void (now = instant),
    task: (n: number) => rows.get(`task:${id(n)}`) as TaskDoc,
    label: (n: number) => rows.get(`label:${id(n)}`) as LabelDoc,
    row: (key: string) => rows.get(key),
    rows,
  }
}
export const root = { parentId: null, listId: inbox, sectionId: null, order: 'a1' }
export const below = (n: number) => ({ parentId: id(n), listId: null, sectionId: null, order: 'a1' })
export const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code
