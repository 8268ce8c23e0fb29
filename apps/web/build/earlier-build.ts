import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow } from './files-below.ts'
import { isPackedOf } from './packed.ts'

/** Which hashed files in the folder are the last build's own, and which are there for pages of the one before. */
interface Builds {
  readonly own: readonly string[]
  readonly earlier: readonly string[]
}
const noted = '.builds.json'

const readBuilds = (folder: string): Builds => {
  try {
    return JSON.parse(readFileSync(join(folder, noted), 'utf8')) as Builds
  } catch {
    // A build from before this was noted, or none.
    return { own: filesBelow(folder).filter((name) => name.startsWith('assets/') && !isPackedOf(name)), earlier: [] }
  }
}

/**
 * Leaves in the folder the hashed files of this build and of the one before it: a page that was open when the server was
 * updated still finds the parts that it has not loaded yet. All else goes. Made again as it was, a build is no later one.
 * @param own the hashed files of the build that was just written
 * @param others whatever else it consists of
 */
export const keepEarlierBuild = (folder: string, own: readonly string[], others: readonly string[]): void => {
  const last = readBuilds(folder)
  const same = own.length === last.own.length && own.every((name) => last.own.includes(name))
  const earlier = (same ? last.earlier : last.own).filter((name) => !own.includes(name))
  const kept = new Set([...own, ...earlier, ...others])
  for (const name of filesBelow(folder)) if (!kept.has(isPackedOf(name) ?? name)) rmSync(join(folder, name))
  writeFileSync(join(folder, noted), JSON.stringify({ own, earlier } satisfies Builds))
}
