import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../endpoints/all.ts'
import { endpointSchemas } from './endpoints/by-key.ts'
import { allMutationSchemas } from './mutations.ts'

interface Schema {
  readonly type?: string
  readonly enum?: unknown
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly maxProperties?: number
  readonly items?: Schema
  readonly maxItems?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What is looked at by its own rules after the schema: arguments have schemas by name; what an undo expects is only compared. */
const lookedAtLater = [/^sync\.push body\.mutations\[\]\.args$/, /^undo\.apply@\d\.changes\[\]\.fields\.\w+\.expect$/]

/** Whether all that a pattern allows is of a length known beforehand. */
const isBounded = (pattern: string) => {
  const outsideClasses = pattern.replace(/\\./g, '.').replace(/\[[^\]]*\]/g, '.')
  return /^\^.*\$$/.test(outsideClasses) && !/[*+]|\{\d+,\}/.test(outsideClasses)
}

/** Where a schema lets in more than it names, or more than a bound. */
const faultsOf = (schema: Schema, at: string): string[] => {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => faultsOf(branch, at))
  if (schema.enum !== undefined || schema.const !== undefined || schema.type === 'null' || schema.type === 'boolean') return []
  switch (schema.type) {
    case 'string':
      return schema.maxLength !== undefined || isBounded(schema.pattern ?? '') ? [] : [`${at}: a string without a bound`]
    case 'integer':
    case 'number':
      return schema.minimum !== undefined && schema.maximum !== undefined ? [] : [`${at}: a number without bounds`]
    case 'array':
      return [...(schema.maxItems === undefined ? [`${at}: an array without a bound`] : []), ...faultsOf(schema.items ?? {}, `${at}[]`)]
    case 'object':
      return [
        ...(schema.additionalProperties === false ? [] : [`${at}: open to fields it does not name`]),
        ...(schema.patternProperties && schema.maxProperties === undefined ? [`${at}: any number of fields`] : []),
        ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => faultsOf(field, `${at}.${name}`)),
        ...Object.values(schema.patternProperties ?? {}).flatMap((field) => faultsOf(field, `${at}{}`)),
      ]
    default:
      return lookedAtLater.some((path) => path.test(at)) ? [] : [`${at}: takes anything`]
  }
}

test('whatever a request may hold is named and bounded', () => {
  const faults = endpoints.flatMap(({ key }) => {
    const schemas = endpointSchemas[key]
    return (['params', 'query', 'body'] as const).flatMap((part) => (schemas?.[part] ? faultsOf(schemas[part] as Schema, `${key} ${part}`) : []))
  })
  assert.deepEqual(faults, [])
})

test('so are the arguments of every mutation', () => {
  assert.deepEqual(
    Object.entries(allMutationSchemas).flatMap(([name, schema]) => faultsOf(schema as Schema, name)),
    [],
  )
})

test('every endpoint has schemas, and every schema an endpoint', () => {
  assert.deepEqual(Object.keys(endpointSchemas).sort(), endpoints.map(({ key }) => key).sort())
  for (const { key, path } of endpoints) {
    const { params } = endpointSchemas[key] ?? {}
    assert.deepEqual(
      [...path.matchAll(/:(\w+)/g)].map(([, name]) => name),
      Object.keys((params as Schema | undefined)?.properties ?? {}),
      key,
    )
  }
})
