import { between } from '@muster/core/domain/order-keys.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { newId } from '../lib/new-id.ts'
// Whoever gives places has the rules: without them what was just added is not among its siblings yet, and the next one would get its place.
import './rules.ts'

/** Three random characters that end an order key: two people who put rows at one place at once get different keys. */
const tail = (): string => newId().slice(-3)

/** Order keys for `count` rows in front of `siblings[index]`, as `placeAmong` gives them. */
export const placesAmong = (siblings: Parameters<typeof placeAmong>[0], index: number, count: number): ReturnType<typeof placeAmong> =>
  placeAmong(siblings, index, count, tail)

/** The order key of a row behind the last one; `last` is null where there is none. */
export const placeAfter = (last: string | null): string => between(last, null, tail())
