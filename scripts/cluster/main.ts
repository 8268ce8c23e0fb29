// npm run cluster: starts the scaled shape on this machine and ends it with Ctrl-C; or asks the one that runs.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startCluster } from './cluster.ts'
import { answerCommands, askCluster, type ClusterCommand } from './control.ts'
import { ClusterRefused } from './record.ts'

const usage = `npm run cluster                      starts; --autoscale, --api 3, --max 6, --jobs 1, --base-port 8400, --name muster.localhost
npm run cluster -- status            what runs, and whether it is ready
npm run cluster -- reload            each process anew, one after the other
npm run cluster -- kill              kill -9 of one instance, to see what becomes of it
npm run cluster -- scale N           so many instances
--folder FOLDER says which cluster; ./cluster by itself.`

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const [misused, faulty] = [64, 78]
const root = join(import.meta.dirname, '../..')

const parse = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      folder: { type: 'string' },
      'base-port': { type: 'string' },
      api: { type: 'string' },
      max: { type: 'string' },
      jobs: { type: 'string' },
      name: { type: 'string' },
      autoscale: { type: 'boolean' },
    },
  })
  const whole = (text: string | undefined) => {
    if (text !== undefined && !/^\d{1,5}$/.test(text)) throw new Error(`${text} is no whole number.`)
    return text === undefined ? undefined : Number(text)
  }
  const folder = values.folder === undefined ? join(root, 'cluster') : resolve(process.env['INIT_CWD'] ?? process.cwd(), values.folder)
  const numbers = Object.entries({ api: whole(values.api), max: whole(values.max), jobs: whole(values.jobs), base: whole(values['base-port']) })
  const { autoscale = false, name } = values
  return {
    options: { folder, autoscale, ...(name === undefined ? {} : { name }), ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)) },
    command: commandOf(positionals, whole),
  }
}
const commandOf = ([word, count, ...rest]: readonly string[], whole: (text: string | undefined) => number | undefined): ClusterCommand | undefined => {
  if (word === undefined) return undefined
  if (word === 'scale' && count !== undefined && rest.length === 0) return { command: word, count: whole(count) ?? 0 }
  if ((word === 'status' || word === 'reload' || word === 'kill') && count === undefined) return { command: word }
  throw new Error(`"${word}" is no command.`)
}

const run = async ({ options, command }: ReturnType<typeof parse>): Promise<void> => {
  if (command) return console.log(JSON.stringify(await askCluster(options.folder, command), null, 2))
  const starts = startCluster({ ...options, say: console.log })
  const answers = starts.then(answerCommands)
  let ending = false
  const finish = async () => {
    // A Ctrl-C comes from the terminal, and again from whoever started us.
    if (ending) return
    ending = true
    console.log('Ending all of it, in order …')
    // One that is about to start is whole first; one that fails to has ended what it had started, and says why.
    const [control, cluster] = await Promise.all([answers, starts])
    await control.close()
    await cluster.stop()
    console.log(`Ended. The data stays in ${cluster.folder}`)
    process.exit(0)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => void finish().catch(() => undefined))
  const [cluster] = await Promise.all([starts, answers])
  if (ending) return
  // All that runs is a process of its own: we stay to end it.
  setInterval(() => {}, 2 ** 30)
  console.log(`Muster is ready at ${cluster.url}
It is signed by an authority of its own: let your browser trust ${cluster.authority}, or try
  curl --cacert ${cluster.authority} ${cluster.url}/readyz
Ctrl-C ends it; npm run cluster -- status|reload|kill|scale N talk to it.`)
}

try {
  await run(parse())
} catch (error) {
  if (error instanceof ClusterRefused) {
    console.error(error.message)
    process.exit(faulty)
  }
  if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') || /is no (?:command|whole number)\.$/.test((error as Error).message)) {
    console.error(`${(error as Error).message}\n${usage}`)
    process.exit(misused)
  }
  throw error
}
