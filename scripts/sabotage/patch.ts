/** One way to break a law of the store or the journal: a replacement that must fit exactly once, and the test that must see it. */
export interface Patch {
  readonly breaks: string
  readonly file: string
  readonly find: string
  readonly put: string
  /** The test file, and what the names of the tests that must fail hold. */
  readonly test: string
  readonly named: string
}
