import { Ajv, type ValidateFunction } from 'ajv'
import { allMutationSchemas } from '@muster/core/contract/schemas/mutations.ts'
import { isCalendarDate } from '@muster/core/domain/calendar-date.ts'
import { isInstant } from '@muster/core/domain/instant.ts'

/** The formats that schemas name (JSON Schema validation, section 7.3): what no pattern can tell. */
export const formats = { date: isCalendarDate, 'date-time': isInstant }

/**
 * Nothing is coerced, stripped or defaulted: what a client sends is right, or refused. Schemas are typed where they are written;
 * to validate them too, by a schema of schemas, would take longer than all the rest of a start.
 */
export const createAjv = () =>
  new Ajv({
    formats,
    // Lengths are UTF-16 units (`contract/limits.ts`). The option is called deprecated since it leaves the standard, which counts code points.
    unicode: false,
    allErrors: false,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    strict: false,
    validateSchema: false,
    meta: false,
    logger: false,
  })

/** Compiles a schema when it is first needed: a process that starts needs none. */
export const lazily = (ajv: Ajv, schema: object): ValidateFunction => {
  let compiled: ValidateFunction | undefined
  const validate = (data: unknown): boolean => {
    compiled ??= ajv.compile(schema)
    const fits = compiled(data) as boolean
    validate.errors = compiled.errors ?? null
    return fits
  }
  validate.errors = null as ValidateFunction['errors'] | null
  return validate as ValidateFunction
}

const ajv = createAjv()
const byName = new Map<string, ValidateFunction>()

/** What is wrong with the arguments of a mutation, in words; undefined when they fit. */
export const argumentFault = (name: string, args: unknown): string | undefined => {
  if (!Object.hasOwn(allMutationSchemas, name)) return undefined
  let validate = byName.get(name)
  if (!validate) {
    validate = ajv.compile(allMutationSchemas[name as keyof typeof allMutationSchemas])
    byName.set(name, validate)
  }
  return validate(args) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'args' })
}

/** A surrogate without its other half has no UTF-8; NUL ends a text for much that reads it later. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/
/** Whether every string inside can be stored and no number is infinite; walks 64 levels deep at most. */
export const storable = (value: unknown, depth = 0): boolean => {
  if (depth > 64) return false
  if (typeof value === 'string') return !unstorable.test(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every((item) => storable(item, depth + 1))
  if (value && typeof value === 'object') return Object.entries(value).every(([key, item]) => storable(key, depth + 1) && storable(item, depth + 1))
  return true
}
