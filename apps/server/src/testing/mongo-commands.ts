import type { CommandStartedEvent, Document, MongoClient } from 'mongodb'

/** One thing that a command asks of a collection, as MongoDB explains it. */
export interface Asked {
  readonly collection: string
  /** What it asks, without the values. */
  readonly shape: string
  /** The part of it that makes its plan. */
  readonly command: Document
}

const signs: Readonly<Record<string, string>> = { $in: 'in', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }
const operators = (value: unknown): readonly string[] =>
  value !== null && typeof value === 'object' && Object.keys(value).every((key) => key.startsWith('$')) ? Object.keys(value) : []
const conditionOf = ([field, value]: readonly [string, unknown]): string => {
  if (value === null) return `${field} = null`
  const named = operators(value)
  if (named[0] === '$exists') return `${field} ${(value as Document)['$exists'] ? 'there' : 'absent'}`
  return `${field} ${named.length === 0 ? '=' : named.map((operator) => signs[operator] ?? operator).join(' ')}`
}
const filterOf = (filter: Document): string => Object.entries(filter).map(conditionOf).sort().join(', ') || 'all'
/** The driver keeps the order of what is sorted by in a map. */
const sortOf = (sort: ReadonlyMap<string, number> | undefined): string =>
  sort ? ` by ${[...sort].map(([field, way]) => (way < 0 ? `${field} backwards` : field)).join(', ')}` : ''
const pick = (command: Document, parts: readonly string[]): Document => Object.fromEntries(Object.entries(command).filter(([part]) => parts.includes(part)))

/** What a command asks; none of those that ask nothing of the rows of a collection. Throws on one that nobody has thought of. */
export const askedBy = (name: string, command: Document): readonly Asked[] => {
  const collection = String(command[name])
  const told = (verb: string, filter: Document, explained: Document, more = ''): Asked => ({
    collection,
    shape: `${verb} ${filterOf(filter)}${more}`,
    command: explained,
  })
  switch (name) {
    case 'find': {
      const range = command['min'] || command['max'] ? ' from to' : ''
      const parts = ['find', 'filter', 'sort', 'limit', 'projection', 'hint', 'min', 'max', 'batchSize', 'singleBatch']
      const { $or: either, ...filter } = command['filter'] as Document
      // Each is planned, and finds its index, for itself.
      const each = either && Object.keys(filter).length === 0 ? (either as Document[]) : [command['filter'] as Document]
      const sorted = `${range}${sortOf(command['sort'] as ReadonlyMap<string, number> | undefined)}`
      return each.map((one) => told('find', one, { ...pick(command, parts), filter: one }, sorted))
    }
    case 'aggregate': {
      const stages = (command['pipeline'] as Document[]).map((stage) => Object.keys(stage)[0])
      return [{ collection, shape: `aggregate ${stages.join(' ')}`, command: pick(command, ['aggregate', 'pipeline', 'cursor', 'hint']) }]
    }
    case 'update':
      return (command['updates'] as Document[]).map((one) => told('update', one['q'] as Document, { update: collection, updates: [one] }))
    case 'delete':
      return (command['deletes'] as Document[]).map((one) => told('delete', one['q'] as Document, { delete: collection, deletes: [one] }))
    case 'findAndModify':
      return [told('find and update', command['query'] as Document, pick(command, ['findAndModify', 'query', 'update', 'new']))]
    case 'insert':
    case 'getMore':
    case 'killCursors':
    case 'commitTransaction':
    case 'abortTransaction':
    case 'endSessions':
    case 'hello':
      return []
    default:
      throw new Error(`Nobody has said by which index ${name} goes.`)
  }
}

/** So many of each shape are kept, of all that were sent: a plan may hang on the values. */
const keptOfEach = 3

/** Keeps what a client asks of one database: its first few of each shape, and its last. */
export const createAskedLog = (database: string) => {
  const log = new Map<string, Asked[]>()
  return {
    listen: (client: MongoClient): void => {
      client.on('commandStarted', ({ commandName, command, databaseName }: CommandStartedEvent & { readonly command: Document }) => {
        if (databaseName !== database) return
        for (const asked of askedBy(commandName, command)) {
          const key = `${asked.collection}: ${asked.shape}`
          const kept = log.get(key) ?? []
          if (kept.length === keptOfEach) kept.pop()
          log.set(key, [...kept, asked])
        }
      })
    },
    all: (): ReadonlyMap<string, readonly Asked[]> => log,
  }
}
