import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A process, and when it started: a number alone may be somebody else's by the time it is used. */
export interface Process {
  readonly pid: number
  readonly started: string
}

const lookMs = 50

/** When the process of that number started, in the words of the system; undefined when there is none, or what is left of it waits to be buried. */
const startOf = (pid: number): string | undefined => {
  try {
    if (existsSync('/proc/self/stat')) {
      // The name is in parentheses and may hold anything; after it come the state (3rd) and, as the 22nd, the start.
      const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return state === 'Z' || state === 'X' ? undefined : rest[18]
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** The process of that number as it is now; undefined when there is none. */
export const identify = (pid: number): Process | undefined => {
  const started = pid > 0 ? startOf(pid) : undefined
  return started === undefined ? undefined : { pid, started }
}

export const isAlive = ({ pid, started }: Process): boolean => startOf(pid) === started

/** Whether somebody whom we were told of by number alone was given that word in the environment; undefined where the system does not say. */
export const wasGiven = (pid: number, word: string): boolean | undefined => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(word)
  } catch {
    return undefined
  }
}

/** Sends a signal to a process that lives; one that has ended, or whose number is another's, is left alone. */
export const signal = (one: Process, name: NodeJS.Signals): void => {
  if (!isAlive(one)) return
  try {
    process.kill(one.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Whether it was gone within that time. */
const gone = async (one: Process, ms: number): Promise<boolean> => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(lookMs)) if (!isAlive(one)) return true
  return !isAlive(one)
}

/** Asks a process to end, and makes it when it has not within that time, in ms. One that has ended already, or whose number is another's, is left alone. */
export const end = async (one: Process, patience = 20_000, first: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
  signal(one, first)
  if (await gone(one, patience)) return
  signal(one, 'SIGKILL')
  if (!(await gone(one, patience))) throw new Error(`Process ${one.pid} does not end.`)
}

/**
 * Starts a program that outlives nobody by itself: its own session, so that a Ctrl-C reaches whoever ends it in order; what it says goes to a file.
 * @param started told of it at once, before it is ready: whoever is killed meanwhile has written down what is to be ended
 * @throws with its last words when it has not become ready
 */
export const launch = async (
  words: readonly string[],
  log: string,
  isReady: () => Promise<boolean>,
  started: (one: Process) => void,
  patience = 60_000,
): Promise<void> => {
  const [file = '', ...args] = words
  const out = openSync(log, 'a', 0o600)
  const child = spawn(file, args, { detached: true, stdio: ['ignore', out, out] })
  closeSync(out)
  const failed = new Promise<Error>((resolve) => child.once('error', resolve))
  child.unref()
  const found = child.pid === undefined ? undefined : identify(child.pid)
  const lastWords = () => readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n')
  if (!found) throw new Error(`${file} did not start: ${child.pid === undefined ? (await failed).message : lastWords()}`)
  started(found)
  for (const late = Date.now() + patience; !(await isReady()); await pause(lookMs)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${file} ended at once: ${lastWords()}`)
    if (Date.now() > late) {
      await end(found)
      throw new Error(`${file} was not ready in ${patience / 1_000} s: ${lastWords()}`)
    }
  }
}
