import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type as TypeBox } from 'typebox'
import { Type } from './type.ts'

/** A schema by each builder, in each way that the contract uses it. */
const built = (by: typeof Type) => [
  by.String(),
  by.String({ minLength: 1, pattern: '^a' }),
  by.Integer({ minimum: 0 }),
  by.Boolean(),
  by.Null(),
  by.Unknown(),
  by.Unsafe<'a' | 'b'>({ enum: ['a', 'b'] }),
  by.Literal('on'),
  by.Literal(1),
  by.Literal(true),
  by.Array(by.String(), { maxItems: 3, uniqueItems: true }),
  by.Union([by.String(), by.Null()]),
  by.Object({}, { additionalProperties: false }),
  by.Object({ must: by.String(), may: by.Optional(by.Integer()) }, { additionalProperties: false }),
  by.Object({ may: by.Optional(by.Integer()) }),
  by.Record(by.String({ pattern: '^[a-z]$' }), by.Integer(), { maxProperties: 2 }),
  by.Record(by.String(), by.Unknown()),
]

test('the builders of the contract make what those of TypeBox make, down to the order of the keys', () => {
  for (const [index, schema] of built(TypeBox).entries()) assert.equal(JSON.stringify(built(Type)[index]), JSON.stringify(schema))
})

test('what may be left out in one object must be there in another', () => {
  const name = Type.String()
  const [first, second] = [Type.Object({ name: Type.Optional(name) }), Type.Object({ name })]
  assert.deepEqual([first.required, second.required], [undefined, ['name']])
})
