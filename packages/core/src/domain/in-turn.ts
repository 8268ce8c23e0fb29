import type { AnyDoc } from '../contract/schemas/documents.ts'
import type { World } from './world.ts'

/** Runs rules one after another, each on the rows as those before it left them. Gives each row once, as it is at the end. */
export const inTurn = (world: World, ...rules: readonly ((world: World) => readonly AnyDoc[])[]): readonly AnyDoc[] => {
  const written = new Map<string, AnyDoc>()
  const over: World = { ...world, get: (kind, id) => (written.get(`${kind}:${id}`) as never) ?? world.get(kind, id) }
  for (const rule of rules) for (const doc of rule(over)) written.set(`${doc.kind}:${doc.id}`, doc)
  return [...written.values()]
}
