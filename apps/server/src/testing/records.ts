import type { KeyedRecord, RecordTable, Store } from '../ports/store.ts'

const page = 500

/** All records of a table, in the order of their keys. */
export const allRecords = async (store: Pick<Store, 'list'>, table: RecordTable): Promise<readonly KeyedRecord[]> => {
  const all: KeyedRecord[] = []
  for (;;) {
    const more = await store.list(table, all.at(-1)?.key ?? '', page)
    all.push(...more)
    if (more.length < page) return all
  }
}
