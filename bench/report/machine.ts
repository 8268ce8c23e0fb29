import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem, type as osType } from 'node:os'

/** Where and with what the numbers were measured. */
export interface Machine {
  readonly date: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly revision: string
  /** Processes that wanted to run, on average over the last minute, before the bench began. */
  readonly loadBefore: number
}

const git = (...args: readonly string[]): string => {
  try {
    return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

export const thisMachine = (): Machine => ({
  date: new Date().toISOString(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${osType()} ${release()}`,
  node: process.version,
  revision: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${git('status', '--porcelain') === '' ? '' : ' with changes'}`,
  loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
})
