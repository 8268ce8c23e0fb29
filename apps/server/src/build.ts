import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const core = join(dirname(fileURLToPath(import.meta.resolve('@muster/core/contract/limits.ts'))), '..')
const lock = join(import.meta.dirname, '../../../package-lock.json')

const textOf = (file: string): Buffer | string => {
  try {
    return readFileSync(file)
  } catch {
    return ''
  }
}

/**
 * Names the code that a server runs: its own, that of the rules and the contract, and the versions of what they import. The same
 * wherever the same code runs, and another as soon as a line of it is another. Some milliseconds: once, at the start.
 * @param folders of sources
 */
export const nameBuild = (folders: readonly string[] = [import.meta.dirname, core]): string => {
  const hash = createHash('sha256').update(textOf(lock))
  for (const folder of folders)
    for (const file of globSync('**/*.ts', { cwd: folder })
      .filter((name) => !name.endsWith('.test.ts'))
      .sort())
      hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest('base64url').slice(0, 12)
}
