import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { StoreRefused } from '../../ports/store.ts'
import { counterAt, readLog, type Log } from './log.ts'

/** Pages whose beginning is looked at, at most: of a file of 16 MB all, of one of 1 GB each 64th. 6 ms from memory, wherever they lie. */
const looks = 4_096
const magic = 'SQLite format 3\0'
/** The page at 1 GiB is never written: https://sqlite.org/fileformat.html#the_lock_byte_page */
const lockByte = 0x4000_0000

interface Header {
  readonly pageSize: number
  /** 1: the file was left without a log, as a backup is; 2: with one. */
  readonly mode: number
  readonly counter: number
  /** Pages that the file says it has. */
  readonly size: number
}

const headerOf = (fd: number): Header | undefined => {
  const bytes = Buffer.alloc(100)
  if (readSync(fd, bytes, 0, 100, 0) < 100 || bytes.toString('latin1', 0, 16) !== magic) return undefined
  const pageSize = bytes.readUInt16BE(16)
  return {
    pageSize: pageSize === 1 ? 65_536 : pageSize,
    mode: bytes.readUInt8(18),
    counter: bytes.readUInt32BE(counterAt),
    size: bytes.readUInt32BE(28),
  }
}

/** Whether what a log holds follows from what the file holds: else the log is of another database, or of the same one at another time. */
const follows = (log: Log, header: Header, pagesThere: number): boolean => {
  // A log is only ever begun by a file that was told that it has one.
  if (header.mode !== 2) return false
  // Pages that are in neither were in the file that the log was written for.
  for (let page = pagesThere + 1; page <= log.size; page++) if (!log.pages.has(page) && page !== lockByte / header.pageSize + 1) return false
  // The counter grows by one with the first commit of each start, and reaches the file with page 1.
  return !log.counters || (header.counter >= log.counters[0] - 1 && header.counter <= log.counters[1])
}

/** Whether these first bytes can begin a page: of a tree, or of what overflows one or is free, which begins with the number of another page. */
const beginsPage = (head: Buffer, pageSize: number, pages: number): boolean => {
  const next = head.readUInt32BE(0)
  if (next <= pages) return true
  const kind = head.readUInt8(0)
  if (kind !== 2 && kind !== 5 && kind !== 10 && kind !== 13) return false
  const cells = head.readUInt16BE(3)
  const content = head.readUInt16BE(5) || 65_536
  return head.readUInt16BE(1) < pageSize && content <= pageSize && cells * 2 + 8 <= content && head.readUInt8(7) <= 60
}

/**
 * What keeps the files of a database from being opened, with what to do about it; undefined when nothing is seen. Reads a few
 * milliseconds long, however large the file is, and changes nothing.
 *
 * Seen are: a log without its file, a log that does not follow from its file, a file that was cut short, and pages that begin as
 * no page does. Of a large file that is a sample, so damage is seen when it goes over `file size / looks` bytes at a stretch or
 * by luck; what is wrong inside of a page, or between pages, is not.
 * Not while this process has the file open: closing it here would take the locks away from there (POSIX).
 */
export const doubtAbout = (file: string): string | undefined => {
  const logFile = `${file}-wal`
  const log = readLog(logFile)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found || found.size === 0)
    return log && `${logFile} is there, but what it belongs to is not: ${file} is ${found ? 'empty' : 'missing'}. ${bringBack(file)}`
  if (!found.isFile()) return undefined
  const fd = openSync(file, 'r')
  try {
    const header = headerOf(fd)
    // Whatever it is, SQLite says so.
    if (!header || header.pageSize < 512) return undefined
    const { size } = fstatSync(fd)
    const pages = Math.ceil(size / header.pageSize)
    if (log && !follows(log, header, Math.floor(size / header.pageSize)))
      return (
        `${logFile} does not belong to ${file}: a copy was put beside what a Muster left that did not end well. ` +
        `If ${file} is the copy you want, keep it elsewhere and put it back with: npx muster restore FILE. ` +
        'If not, put the file back that was there before. Nothing was changed.'
      )
    // With a journal SQLite undoes what was cut off before it looks at anything.
    if (statSync(`${file}-journal`, { throwIfNoEntry: false })?.size) return undefined
    if (!log && size < header.size * header.pageSize) return damaged(file, `it was cut short: ${size} bytes of ${header.size * header.pageSize}`)
    const head = Buffer.alloc(8)
    const most = Math.max(pages, log?.size ?? 0)
    for (let look = 0; look < Math.min(looks, pages); look++) {
      const page = 2 + Math.floor((look * pages) / Math.min(looks, pages))
      // What the log brings anew may be half written.
      if (page > pages || log?.pages.has(page)) continue
      if (readSync(fd, head, 0, 8, (page - 1) * header.pageSize) === 8 && !beginsPage(head, header.pageSize, most))
        return damaged(file, `page ${page} of ${pages} is none`)
    }
    return undefined
  } finally {
    closeSync(fd)
  }
}

const bringBack = (file: string) => `Put ${file} back, or a backup with: npx muster restore FILE. Nothing was changed.`

/** What to say of a file that holds something wrong. */
export const damaged = (file: string, what: string): string => `${file} is damaged (${what}). ${bringBack(file)}`

/** Throws `StoreRefused` when a database has gone, or is empty, though `witness` shows that there was one. */
export const refuseLost = (file: string, witness: string): void => {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found && found.size > 0) return
  throw new StoreRefused(
    `${file} is ${found ? 'empty' : 'missing'}, though ${witness} shows that a Muster was here. ${bringBack(file)} ` +
      `To begin anew instead, remove ${witness}${found ? ` and ${file}` : ''}.`,
  )
}
