import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from 'mongodb'
import type { createAskedLog } from '../../testing/mongo-commands.ts'
import { createMongoClient } from '../mongo/client.ts'
import { indexes } from '../mongo/indexes.ts'

/** Stages of a plan, each with the index that it goes by. */
const stagesOf = (plan: unknown): readonly Document[] => {
  if (plan === null || typeof plan !== 'object') return []
  const below = Object.values(plan).flatMap(stagesOf)
  return 'stage' in plan ? [plan as Document, ...below] : below
}
const winning = (plan: Document): unknown => (plan['queryPlanner'] as Document | undefined)?.['winningPlan'] ?? (plan['stages'] as unknown)

/** Holds what was asked against the indexes that are declared: once all was asked that the store is for. */
export const examPlans = (url: string, log: ReturnType<typeof createAskedLog>): void => {
  const declared: ReadonlyMap<string, string> = new Map(
    indexes.flatMap(({ collection, name, serves }) =>
      Object.values(serves)
        .flat()
        .map((shape) => [`${collection}: ${shape}`, name] as const),
    ),
  )

  test('MongoDB: what the store sends is declared with the index that it is for, and no index is there for nobody', () => {
    assert.deepEqual([...log.all().keys()].filter((key) => !declared.has(key)).sort(), [], 'sent, and named by no index')
    assert.deepEqual([...declared.keys()].filter((key) => !log.all().has(key)).sort(), [], 'named by an index, and never sent')
    const used = new Set([...log.all().values()].flat().map(({ collection, shape }) => `${collection} ${declared.get(`${collection}: ${shape}`)}`))
    assert.deepEqual(
      indexes.filter(({ collection, name }) => !used.has(`${collection} ${name}`)).map(({ name }) => name),
      [],
      'used by nobody',
    )
  })

  test('MongoDB: each goes by the index that it is declared with, is sorted by it, and scans no collection', async () => {
    const client = createMongoClient(url)
    try {
      for (const [key, examples] of log.all())
        for (const { command } of examples) {
          const stages = stagesOf(winning(await client.db().command({ explain: command, verbosity: 'queryPlanner' })))
          const by = new Set(stages.flatMap(({ stage, indexName }) => (stage === 'IDHACK' ? ['_id_'] : indexName === undefined ? [] : [indexName as string])))
          assert.deepEqual([...by], [declared.get(key)], key)
          for (const { stage } of stages) assert.doesNotMatch(String(stage), /COLLSCAN|^SORT$/, key)
        }
    } finally {
      await client.close()
    }
  })

  test('MongoDB: what migrations leave behind are the indexes that are declared', async () => {
    const client = createMongoClient(url)
    try {
      const made: Document[] = []
      for (const { name: collection } of await client.db().listCollections().toArray())
        for (const { name, key, partialFilterExpression } of await client.db().collection(collection).indexes())
          // That of what migrations keep for themselves.
          if (collection !== 'meta') made.push({ collection, name, key, ...(partialFilterExpression ? { partialFilterExpression } : {}) })
      const sorted = (all: readonly Document[]) => all.toSorted((a, b) => (`${a['collection']} ${a['name']}` < `${b['collection']} ${b['name']}` ? -1 : 1))
      assert.deepEqual(sorted(made), sorted(indexes.map(({ serves: _, ...index }) => index)))
    } finally {
      await client.close()
    }
  })
}
