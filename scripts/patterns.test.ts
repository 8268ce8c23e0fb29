import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from 'oxc-parser'
import { isSafe } from 'redos-detector'
import { endpointSchemas } from '../packages/core/src/contract/schemas/endpoints/by-key.ts'
import { allMutationSchemas } from '../packages/core/src/contract/schemas/mutations.ts'

/** No text that somebody sends keeps the server busy with one pattern: what matching may cost does not grow with the text by more than it is long. */
const root = join(import.meta.dirname, '..')
const shipped = globSync(['packages/core/src/**/*.ts', 'apps/server/src/**/*.ts'], { cwd: root }).filter(
  (file) => !file.endsWith('.test.ts') && !file.includes('/testing/'),
)

/** Those that may cost the square of a text, and why the text is short or nobody else's. */
const bounded: Readonly<Record<string, string>> = {
  '^\\s*$|^\\s*:|^\\s*file:|[?\\0]|\\/$': 'of a setting',
  '\\b(src|href)="(\\/assets\\/[^"]+)"': 'of our own page, once at the start',
  '(?:^|\\.)(?:\\d+|0x[0-9a-f]*)$': 'of the part of an e-mail address behind the @, which is 254 characters at most',
  '^(.{1,4})\\1+$': 'of a password that was found to have 256 characters at most',
  '^[\\P{L}]+|[\\P{L}]+$': 'of such a password, of a name and of an e-mail address, which are bounded as well',
  '[[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]--[\\u200c\\u200d]]': 'one character, in a notation that the checker does not read',
}

interface Literal {
  readonly pattern: string
  readonly flags: string
}
const literalsOf = (file: string): readonly Literal[] => {
  const found: Literal[] = []
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { regex } = node as { readonly regex?: Literal }
    if (regex) found.push(regex)
    else for (const inner of Object.values(node)) walk(inner)
  }
  walk(parseSync(file, readFileSync(join(root, file), 'utf8')).program)
  return found
}
/** Patterns of JSON Schema, wherever they are in it. */
const patternsIn = (schema: unknown): readonly string[] =>
  schema === null || typeof schema !== 'object'
    ? []
    : Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
        if (key === 'pattern' && typeof value === 'string') return [value]
        return [...(key === 'patternProperties' ? Object.keys(value as object) : []), ...patternsIn(value)]
      })

const isBounded = ({ pattern, flags }: Literal): boolean => {
  // The checker does not read names of groups, and a name matches nothing.
  const nameless = pattern.replaceAll(/\(\?<(?![=!])\w+>/g, '(')
  return isSafe(new RegExp(nameless, flags), { timeout: 10_000 }).safe
}

test('no pattern that the server matches anything against can be kept busy', () => {
  const literals = shipped.flatMap(literalsOf)
  const schemas = [...new Set(patternsIn([endpointSchemas, allMutationSchemas]))].map((pattern) => ({ pattern, flags: 'u' }))
  assert.ok(literals.length > 60 && schemas.length > 5, `${literals.length} literals, ${schemas.length} of schemas`)
  const all = new Map([...literals, ...schemas].map((one) => [`/${one.pattern}/${one.flags}`, one]))
  const unsafe = [...all.values()].filter((one) => !(one.pattern in bounded) && !isBounded(one)).map(({ pattern }) => pattern)
  assert.deepEqual(unsafe, [])
  const known = new Set([...all.values()].map(({ pattern }) => pattern))
  assert.deepEqual(
    Object.keys(bounded).filter((pattern) => !known.has(pattern)),
    [],
    'those that are gone are no exceptions any more',
  )
})

test('the checker sees what it is there for', () => {
  for (const pattern of ['^(a+)+$', '^(?:\\w|\\d)*$']) assert.equal(isBounded({ pattern, flags: '' }), false, pattern)
})

test('nothing that somebody sends becomes a pattern: those that are put together are of our own texts', () => {
  const made = shipped.filter((file) => /\bRegExp\(/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(made, ['packages/core/src/domain/tidy-line.ts'])
})
