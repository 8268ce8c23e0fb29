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

/** What PM2 wrote down by number: it is ours where it was given our folder, or where the system does not say. */
const written = (folder: string, pattern: string, orUnsaid: boolean): readonly Process[] =>
  globSync(join(pm2Home(folder), pattern)).flatMap((file) => {
    const found = identify(Number(readFileSync(file, 'utf8')))
    return found && (wasGiven(found.pid, `PM2_HOME=${pm2Home(folder)}`) ?? orUnsaid) ? [found] : []
  })
/** PM2's daemon, a moment after it was started. */
export const daemonOf = (folder: string): Process | undefined => written(folder, 'pm2.pid', true)[0]

/**
 * Ends what an earlier cluster on this folder has left: its owner was killed. Each is known by its number and its start.
 * @throws ClusterRefused when that owner lives
 */
export const endLeftovers = async (folder: string): Promise<readonly string[]> => {
  const before = read(folder)
  if (!before) return []
  if (isAlive(before.owner))
    throw new ClusterRefused(`A cluster runs on ${folder} already (process ${before.owner.pid}). End it there with Ctrl-C, or name another folder: --folder`)
  // Not written down where its start was under way: PM2 did.
  const { pm2 = written(folder, 'pm2.pid', false)[0], ...others } = before.parts
  const left = Object.entries(pm2 ? { ...others, pm2 } : others).filter(([, one]) => isAlive(one))
  // The daemon first: it would start again what it sees end.
  if (pm2) await end(pm2, 100, 'SIGKILL')
  const [own, rest] = [written(folder, 'pids/*.pid', false), Object.values(others)]
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
    /** Nothing was begun: where nothing was before, the ports may be others the next time. */
    forget: (): void => {
      if (!before) rmSync(fileOf(folder))
    },
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
