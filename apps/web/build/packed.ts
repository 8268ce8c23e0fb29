import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** What gets smaller. */
const texts = new Set(['.html', '.js', '.css', '.svg'])

/** Bytes from which on it matters: what is shorter goes out in one packet either way. */
const worth = 300

/** Of which file this is the packed form, if it is one. */
export const isPackedOf = (name: string): string | undefined => /^(.+)\.(?:br|gz)$/.exec(name)?.[1]

const toBrotli = (text: Buffer) =>
  promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })
const toGzip = (text: Buffer) => promisify(gzip)(text, { level: 9 })

/** Packs each file once, as well as it can be, beside itself: what a server would do again and again, and worse. */
export const pack = async (folder: string, names: readonly string[]): Promise<void> => {
  for (const name of names.filter((one) => texts.has(extname(one)))) {
    const text = readFileSync(join(folder, name))
    for (const [end, packed] of [
      ['br', await toBrotli(text)],
      ['gz', await toGzip(text)],
    ] as const) {
      const beside = join(folder, `${name}.${end}`)
      if (text.length >= worth && packed.length < text.length) writeFileSync(beside, packed)
      // One of an earlier text would be sent in place of this one.
      else rmSync(beside, { force: true })
    }
  }
}
