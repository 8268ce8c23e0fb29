import fc from 'fast-check'
import { formats } from '../validation/validation.ts'

/** What our schemas are made of. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly uniqueItems?: boolean
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * Values that a schema takes.
 * @param known stands in for schemas of the same shape: ids that exist, say
 * @param full names every optional field
 */
export const fromSchema = (schema: Schema, known: readonly (readonly [Schema, fc.Arbitrary<unknown>])[] = [], full = false): fc.Arbitrary<unknown> => {
  const shapes = new Map(known.map(([of, values]) => [JSON.stringify(of), values]))
  const strings = ({ pattern, format, minLength = 0, maxLength = 400 }: Schema): fc.Arbitrary<string> => {
    const fits = (text: string) =>
      text.length >= minLength &&
      text.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(text)) &&
      (format === undefined || formats[format as keyof typeof formats](text))
    // What looks ahead, or is only a ban on some characters, is met by most text.
    if (pattern === undefined || pattern.includes('(?') || /^\^\[\^[^\]]*\][*+]\$$/.test(pattern))
      return fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: 'grapheme' }).filter(fits)
    return fc.stringMatching(new RegExp(pattern)).filter(fits)
  }
  const values = (one: Schema): fc.Arbitrary<unknown> => {
    const stand = shapes.get(JSON.stringify(one))
    if (stand) return stand
    if (one.anyOf) return fc.oneof(...one.anyOf.map(values))
    if (one.enum) return fc.constantFrom(...one.enum)
    if ('const' in one) return fc.constant(one.const)
    switch (one.type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.maxSafeInteger().map((n) => Math.min(Math.max(n, one.minimum ?? n), one.maximum ?? n))
      case 'string':
        return strings(one)
      case 'array': {
        const { minItems: minLength = 0, maxItems = 3 } = one
        const lengths = { minLength: full ? Math.max(1, minLength) : minLength, maxLength: Math.min(maxItems, Math.max(3, minLength)) }
        return one.uniqueItems
          ? fc.uniqueArray(values(one.items ?? {}), { ...lengths, selector: (item) => JSON.stringify(item) })
          : fc.array(values(one.items ?? {}), lengths)
      }
      case 'object': {
        const fields = Object.fromEntries(Object.entries(one.properties ?? {}).map(([name, field]) => [name, values(field)]))
        if (!one.patternProperties) return fc.record(fields, { requiredKeys: full ? Object.keys(fields) : [...(one.required ?? [])] })
        const [[name, field] = ['', {}]] = Object.entries(one.patternProperties)
        return fc.dictionary(strings({ pattern: name }), values(field), { maxKeys: Math.min(one.maxProperties ?? 3, 3) })
      }
      default:
        return fc.jsonValue({ maxDepth: 3 })
    }
  }
  return values(schema)
}
