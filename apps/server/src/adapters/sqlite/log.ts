import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What a write-ahead log would do to its database: of its frames only those up to the last commit that is whole. */
export interface Log {
  /** Pages that the log brings. */
  readonly pages: ReadonlySet<number>
  /** Pages of the database after the last commit. */
  readonly size: number
  /** The change counters of the copies of page 1, smallest and largest; undefined when there is no such copy. */
  readonly counters: readonly [number, number] | undefined
}

const [headerBytes, frameHeaderBytes] = [32, 24]
/** Where page 1 keeps the change counter: https://sqlite.org/fileformat.html#file_change_counter */
export const counterAt = 24

/** The running checksum of the log over `length` bytes: https://sqlite.org/fileformat.html#checksum_algorithm */
const checksum = (bytes: DataView, from: number, length: number, little: boolean, [one, other]: readonly [number, number]): [number, number] => {
  let [a, b] = [one, other]
  for (let at = from; at < from + length; at += 8) {
    a = (a + bytes.getUint32(at, little) + b) >>> 0
    b = (b + bytes.getUint32(at + 4, little) + a) >>> 0
  }
  return [a, b]
}

/** Reads a write-ahead log as SQLite would when it recovers, and changes nothing. Undefined when there is none, or no commit in it. */
export const readLog = (file: string): Log | undefined => {
  let fd
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const header = new DataView(new ArrayBuffer(headerBytes))
    if (readSync(fd, header, 0, headerBytes, 0) < headerBytes) return undefined
    const magic = header.getUint32(0)
    const pageSize = header.getUint32(8)
    if (magic >>> 1 !== 0x377f0682 >>> 1 || pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined
    const little = (magic & 1) === 0
    let sum = checksum(header, 0, 24, little, [0, 0])
    if (sum[0] !== header.getUint32(24) || sum[1] !== header.getUint32(28)) return undefined

    const frame = new DataView(new ArrayBuffer(frameHeaderBytes + pageSize))
    const pages = new Set<number>()
    let counters: [number, number] | undefined
    let size = 0
    let open: { page: number; counter: number }[] = []
    const { size: end } = fstatSync(fd)
    for (let at = headerBytes; at + frame.byteLength <= end; at += frame.byteLength) {
      readSync(fd, frame, 0, frame.byteLength, at)
      // Frames of an earlier turn of the log carry other salts.
      if (frame.getUint32(8) !== header.getUint32(16) || frame.getUint32(12) !== header.getUint32(20)) break
      sum = checksum(frame, frameHeaderBytes, pageSize, little, checksum(frame, 0, 8, little, sum))
      if (sum[0] !== frame.getUint32(16) || sum[1] !== frame.getUint32(20)) break
      open.push({ page: frame.getUint32(0), counter: frame.getUint32(frameHeaderBytes + counterAt) })
      const sizeAfter = frame.getUint32(4)
      if (sizeAfter === 0) continue
      size = sizeAfter
      for (const { page, counter } of open) {
        pages.add(page)
        if (page === 1) counters = counters ? [Math.min(counters[0], counter), Math.max(counters[1], counter)] : [counter, counter]
      }
      open = []
    }
    return size === 0 ? undefined : { pages, size, counters }
  } finally {
    closeSync(fd)
  }
}
