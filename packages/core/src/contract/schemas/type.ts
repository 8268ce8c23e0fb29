import type { TSchema, Type as TypeBox } from 'typebox'

type Builders = Pick<
  typeof TypeBox,
  'Array' | 'Boolean' | 'Integer' | 'Literal' | 'Null' | 'Object' | 'Optional' | 'Record' | 'String' | 'Union' | 'Unknown' | 'Unsafe'
>
type Options = object | undefined
type Schemas = Readonly<Record<string, object>>

/** Schemas of properties that may be left out. */
const optional = new WeakSet<object>()

const required = (properties: Schemas): { readonly required?: readonly string[] } => {
  const keys = Object.keys(properties).filter((key) => !optional.has(properties[key] as object))
  return keys.length === 0 ? {} : { required: keys }
}

/**
 * The builders of TypeBox that the contract is written with: typed by TypeBox, and made here. Schemas are plain JSON Schema, for Ajv and the
 * API document; TypeBox itself is 373 modules, which a server would load at its start, and hold, for these twelve lines.
 */
export const Type = {
  String: (options: Options) => ({ type: 'string', ...options }),
  Integer: (options: Options) => ({ type: 'integer', ...options }),
  Boolean: (options: Options) => ({ type: 'boolean', ...options }),
  Null: (options: Options) => ({ type: 'null', ...options }),
  Unknown: (options: Options) => ({ ...options }),
  Unsafe: (schema: object) => ({ ...schema }),
  Literal: (value: string | number | boolean, options: Options) => ({ type: typeof value, const: value, ...options }),
  Array: (items: object, options: Options) => ({ type: 'array', items, ...options }),
  Union: (anyOf: readonly object[], options: Options) => ({ anyOf: [...anyOf], ...options }),
  Object: (properties: Schemas, options: Options) => ({ type: 'object', ...required(properties), properties, ...options }),
  Record: (key: { readonly pattern?: string }, value: object, options: Options) => ({
    type: 'object',
    patternProperties: { [key.pattern ?? '^.*$']: value },
    ...options,
  }),
  Optional: (schema: TSchema) => {
    const copy = { ...schema }
    optional.add(copy)
    return copy
  },
} as unknown as Builders
