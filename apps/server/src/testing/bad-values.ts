import { createAjv } from '../validation/validation.ts'
import type { Schema } from './from-schema.ts'

/** JSON texts that somebody once sent where another thing belonged. */
const hostile = [
  ['null', 'true', '-1', '0.5', '99', '1e308', '1e400', '-1e400', '"1"', '"true"'],
  ['""', '"   "', '"x"', '"a\\nb"', '"nul\\u0000byte"', '"lone \\ud800"', '"\\udc00 lone"', `"${'x'.repeat(70_000)}"`],
  ['"../../etc/passwd"', '"$where"', '"9999-99-99"', '"01980000-0000-7000-8000-00000000000Z"', '"01980000-0000-7000-8000-00000000000A"'],
  ['{}', '{"$gt":""}', '{"toString":1}', '{"length":1}', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}'],
  ['[]', '["x"]', '[[]]', `${'['.repeat(100)}${']'.repeat(100)}`],
].flat()
/** Refused wherever it is, whatever a schema says of it. */
const unstorable = /\\u0000|\\ud800|\\udc00|1e400|__proto__|"constructor"/

export interface BadBody {
  readonly what: string
  /** JSON, or nearly. */
  readonly text: string
}

/**
 * A good value spoiled in one place after the other: every field once with each thing that does not belong there, left out,
 * said twice, and beside one that is not named.
 */
export const spoiled = (schema: Schema, value: unknown): readonly BadBody[] => {
  const ajv = createAjv()
  const here = '@here@'
  const all: BadBody[] = []
  const walk = (part: Schema, good: unknown, at: string, rebuild: (place: unknown) => unknown): void => {
    const around = JSON.stringify(rebuild(here))
    const put = (what: string, text: string) => all.push({ what: `${at || '/'} ${what}`, text: around.replace(`"${here}"`, () => text) })
    const takes = ajv.compile(part)
    for (const text of hostile) if (unstorable.test(text) || !takes(JSON.parse(text))) put(text.slice(0, 50), text)
    if (Array.isArray(good)) {
      const { items = {}, maxItems = 0, uniqueItems = false } = part
      if (good.length === 0) return
      put('too many', JSON.stringify(Array.from({ length: maxItems + 1 }, () => good[0] as unknown)))
      if (uniqueItems) put('twice the same', JSON.stringify([good[0], good[0]]))
      walk(items, good[0], `${at}/0`, (place) => rebuild([place, ...good.slice(1)]))
    } else if (good !== null && typeof good === 'object') {
      const fields = Object.entries(good)
      const text = JSON.stringify(good)
      put('with what is not named', JSON.stringify({ ...good, done: true }))
      const [[first] = ['']] = fields
      if (fields.length > 0)
        put(
          'a key twice',
          text.replace('{', () => `{${JSON.stringify(first)}:null,`),
        )
      put('with __proto__', fields.length > 0 ? text.replace('{', '{"__proto__":{"x":1},') : '{"__proto__":{}}')
      for (const name of part.required ?? []) put(`without ${name}`, JSON.stringify({ ...good, [name]: undefined }))
      for (const [name, field] of fields) {
        const inner = part.properties?.[name]
        // Of alternatives the whole is spoiled; what is behind them is no field of one shape.
        if (inner) walk(inner, field, `${at}/${name}`, (place) => rebuild({ ...good, [name]: place }))
      }
    }
  }
  walk(schema, value, '', (place) => place)
  return all
}
