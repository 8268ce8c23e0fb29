import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { end, identify, isAlive, wasGiven, type Process } from './processes.ts'

interface Written {
  /** The first of its ports: the members of the MongoDB set know each other by them. */
  readonly base: number
  /** Who started it and ends it. */
  readonly owner: Process
  readonly parts: Readonly<Record<string, Process>>
}

/** A folder that a cluster runs on already, or that it cannot run on; in a sentence. */
export class ClusterRefused extends Error {}

export const pm2Home = (folder: string): string => join(folder, 'pm2')
const fileOf = (folder: string) => join(folder, 'cluster.json')

const read = (folder: string): Written | undefined => {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Written
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ClusterRefused(`${fileOf(folder)} cannot be read (${(error as Error).message}). See that nothing of an earlier cluster runs, and remove it.`, {
      cause: error,
    })
  }
}

/** What PM2 started and wrote down by number, where its daemon is no more: it is ours when it was given our folder. */
const orphans = (folder: string): readonly Process[] =>
  globSync(join(pm2Home(folder), 'pids/*.pid')).flatMap((file) => {
    const found = identify(Number(readFileSync(file, 'utf8')))
    return found && wasGiven(found.pid, `PM2_HOME=${pm2Home(folder)}`) ? [found] : []
  })

/**
 * Ends what an earlier cluster on this folder has left: its owner was killed. Each is known by its number and its start.
 * @throws ClusterRefused when that owner lives
 */
export const endLeftovers = async (folder: string): Promise<readonly string[]> => {
  const written = read(folder)
  if (!written) return []
  if (isAlive(written.owner))
    throw new ClusterRefused(`A cluster runs on ${folder} already (process ${written.owner.pid}). End it there with Ctrl-C, or name another folder: --folder`)
  const { pm2, ...others } = written.parts
  const left = Object.entries(written.parts).filter(([, one]) => isAlive(one))
  // The daemon first: it would start again what it sees end.
  if (pm2) await end(pm2, 100, 'SIGKILL')
  const [own, rest] = [orphans(folder), Object.values(others)]
  await Promise.all([...own, ...rest].map((one) => end(one)))
  for (const file of globSync(join(pm2Home(folder), '{*.sock,*.pid,pids/*.pid,reload.lock}'))) rmSync(file, { force: true })
  return [...left.map(([name]) => name), ...own.map(({ pid }) => `process ${pid}`)]
}

/**
 * What runs for a cluster, written down at each change, so that whoever comes next can end it when we were killed.
 * @throws ClusterRefused when the folder was begun with other ports
 */
export const openRecord = (folder: string, base: number | undefined, usual: number) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const before = read(folder)
  if (before && base !== undefined && before.base !== base)
    throw new ClusterRefused(
      `What is in ${folder} was begun at port ${before.base}, by which the members of its MongoDB know each other: leave --base-port away, or name another folder.`,
    )
  const owner = identify(process.pid)
  if (!owner) throw new Error('This process is not to be found.')
  let written: Written = { base: before?.base ?? base ?? usual, owner, parts: {} }
  const write = () => {
    const beside = `${fileOf(folder)}.${process.pid}`
    writeFileSync(beside, JSON.stringify(written, null, 2), { mode: 0o600 })
    renameSync(beside, fileOf(folder))
  }
  write()
  return {
    base: written.base,
    started: (name: string, one: Process): void => {
      written = { ...written, parts: { ...written.parts, [name]: one } }
      write()
    },
    ended: (name: string): void => {
      const { [name]: _, ...parts } = written.parts
      written = { ...written, parts }
      write()
    },
    parts: (): Readonly<Record<string, Process>> => written.parts,
  }
}
