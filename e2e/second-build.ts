import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** A copy of the source, built as this one is, that can be changed and built again as an update does. */
export const copySource = () => {
  const tree = mkdtempSync(join(tmpdir(), 'muster-tree-'))
  for (const part of ['apps', 'packages', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.base.json'])
    cpSync(join(root, part), join(tree, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return {
    tree,
    dist: join(tree, 'apps/web/dist'),
    /** Writes something else in a file of the source. */
    change: (file: string, from: string, to: string) => {
      const path = join(tree, file)
      const text = readFileSync(path, 'utf8')
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`)
      writeFileSync(path, text.replace(from, to))
    },
    build: () => run(process.execPath, [join(tree, 'scripts/start.mjs'), '--build-only'], { cwd: tree }),
    remove: () => rmSync(tree, { recursive: true, force: true }),
  }
}
export type SourceCopy = ReturnType<typeof copySource>
