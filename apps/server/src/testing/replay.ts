import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Rows } from '@muster/core/domain/testing/naive-spaces.ts'
import type { JournalEntry } from '../ports/store.ts'

/** The rows of a space by what the journal says of each change, from those that it begins with; every change is applied so many times. */
export const replay = (begun: Rows, entries: readonly JournalEntry[], times = 1): Rows => {
  const rows = new Map<string, AnyDoc>(begun)
  for (const { rev, mutations } of entries)
    for (const { after: changed } of mutations)
      for (let n = 0; n < times; n++)
        for (const [key, fields] of Object.entries(changed)) {
          const kept = Object.entries({ ...rows.get(key), ...(fields as object), rev }).filter(([field, value]) => field !== 'movedTo' || value !== null)
          rows.set(key, Object.fromEntries(kept) as unknown as AnyDoc)
        }
  return rows
}
