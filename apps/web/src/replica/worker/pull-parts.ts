import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { bucketRows } from './buckets.ts'

interface Part {
  readonly json: string
  readonly whole: boolean
  readonly last: boolean
}

/** What was pulled, in order of rev and up to 512 rows a part; a part is `whole` when it ends between two entries. Notes come last, with the cursor. */
export const pullParts = (docs: readonly AnyDoc[]): readonly Part[] => {
  const heads = docs.filter(({ kind }) => kind !== 'notes').sort((a, b) => a.rev - b.rev)
  const notes = docs.filter(({ kind }) => kind === 'notes')
  const parts: Part[] = []
  const add = (some: readonly AnyDoc[], whole: boolean) => parts.push({ json: JSON.stringify(some), whole, last: false })
  let at = 0
  while (heads.length - at > bucketRows) {
    let end = at + bucketRows
    while (end > at && heads[end]?.rev === heads[end - 1]?.rev) end--
    const whole = end > at
    if (!whole) end = at + bucketRows
    add(heads.slice(at, end), whole)
    at = end
  }
  const rest = [...heads.slice(at), ...notes]
  for (at = 0; rest.length - at > bucketRows; at += bucketRows) add(rest.slice(at, at + bucketRows), false)
  return [...parts, { json: JSON.stringify(rest.slice(at)), whole: true, last: true }]
}
