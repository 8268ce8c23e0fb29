import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { listenForControl } from './cli/control.ts'
import { createContext, type AfterCommit } from './context.ts'
import { explain } from './explain.ts'

/** Milliseconds within which signals are one: a Ctrl-C comes from the terminal, and again from whoever started us. */
const oneSignalMs = 1_000
/** Longest that we wait, after the doors are closed, for what has begun. */
const finishMs = 25_000
/** Milliseconds that connections are kept for one request more: whoever uses theirs is told by an answer to open another. */
const lingerMs = 500
/** EX_CONFIG of sysexits.h. */
const faulty = 78

/** Runs the server until it is told to stop. What keeps it from starting is told in a sentence, and ends the process. */
export const serve = async (env: Readonly<Record<string, string | undefined>>, afterCommit?: AfterCommit): Promise<void> => {
  try {
    const config = readConfig(env, (path) => readFileSync(path, 'utf8'))
    const dist = join(import.meta.dirname, '../../web/dist')
    const context = await createContext(config, undefined, undefined, afterCommit)
    if (config.publicOrigin !== null && config.proxies.length === 0)
      console.warn(
        'TRUST_PROXY is not set: whoever comes through the proxy counts as one caller, and one who guesses passwords can keep all others from signing in.',
      )
    const app = buildApp(context, existsSync(dist) ? dist : null, { lingerMs, healthOnly: config.role === 'jobs' })
    const control = await listenForControl(config.dataDir, context.admin)
    let since: number | undefined
    const close = async () => {
      if (since !== undefined) {
        if (Date.now() - since > oneSignalMs) process.exit(1)
        return
      }
      since = Date.now()
      context.drain.begin()
      // At once: what it holds is free for others before the doors close.
      void context.jobs.close()
      await new Promise((resolve) => setTimeout(resolve, config.drainMs))
      control.close()
      setTimeout(() => process.exit(1), finishMs).unref()
      await app.close()
      process.exit(0)
    }
    process.on('SIGTERM', () => void close())
    process.on('SIGINT', () => void close())
    if (config.role !== 'api') context.jobs.start()
    console.log(`Muster is ready at ${await app.listen({ host: config.host, port: config.port })}`)
  } catch (error) {
    const sentence = explain(error)
    if (sentence === undefined) throw error
    console.error(sentence)
    process.exit(faulty)
  }
}
