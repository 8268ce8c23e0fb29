import { statSync } from 'node:fs'
import { StoreDamaged, StoreFull, type Store } from '../../ports/store.ts'

/** No room: on the disk, or by a limit on the size of a file or by a quota (EFBIG, EDQUOT), which SQLite tells as a write that failed. */
const full = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE'])
/** What was read is not what was written. */
const damage = /^SQLITE_(?:CORRUPT|NOTADB|IOERR_READ|IOERR_SHORT_READ|IOERR_CORRUPTFS|READONLY_DBMOVED)/

/** Reads what was stored as JSON: text that is none any more is damage, which SQLite cannot see. */
export const parseStored = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Of what it says nothing goes on: it quotes what was stored.
    throw Object.assign(new Error('a row is not what was written', { cause: (error as Error).name }), { code: 'SQLITE_CORRUPT' })
  }
}

type Opened = Omit<Store, 'usable'>
type Method = (...args: never[]) => Promise<unknown>

/**
 * The store with the faults of SQLite told as the port has them, and with `usable`, which fails for good once damage was met:
 * what else is damaged is not known, and a restart looks.
 */
export const heedFaults = <S extends Opened>(store: S, file: string): S & Pick<Store, 'usable'> => {
  const opened = statSync(file)
  let damaged: StoreDamaged | undefined
  const told = (error: unknown): unknown => {
    const code = (error as { code?: string }).code ?? ''
    if (full.has(code)) return new StoreFull()
    if (!damage.test(code)) return error
    damaged ??= new StoreDamaged(`${file} is damaged (${code}: ${(error as Error).message}). Stop Muster, and put a backup back with: npx muster restore FILE`)
    return damaged
  }
  const tell = (error: unknown): never => {
    throw told(error)
  }
  const heeded = Object.fromEntries(
    Object.entries(store).map(([name, method]: [string, unknown]) => [
      name,
      typeof method !== 'function' ? method : (...args: never[]) => (method as Method)(...args).catch(tell),
    ]),
  ) as unknown as S
  return {
    ...heeded,
    usable: async () => {
      if (damaged) throw damaged
      // Open files outlive their names: what is written to one that was taken away is lost.
      const there = statSync(file, { throwIfNoEntry: false })
      if (there?.ino !== opened.ino || there.dev !== opened.dev || there.size === 0)
        throw new StoreDamaged(`${file} was taken away or emptied while Muster runs. Stop it, and put the file or a backup back.`)
      await heeded.record('instance', 'first')
    },
  }
}
