/**
 * Every bound of the product in one place: the schemas, the journal and the screens all read it. Lengths are UTF-16 units, as `length` and
 * the `maxlength` of a field count them; the server's validation is told to count so, too, where JSON Schema alone would count code points.
 * Each is a constant of its own, so that a page is sent those that it reads.
 */
export * as limits from './bounds.ts'
