// Measures the server against a bare one and against the starting point. Words choose parts; --quick leaves out what takes minutes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findMongod, startReplicaSet } from '../scripts/testing/replica-set.ts'
import { contention } from './parts/contention.ts'
import { growth } from './parts/growth.ts'
import { instances } from './parts/instances.ts'
import { limits } from './parts/limits.ts'
import { list } from './parts/list.ts'
import { measures } from './parts/measures.ts'
import { mix } from './parts/mix.ts'
import { nginx } from './parts/nginx.ts'
import { people } from './parts/people.ts'
import { snapshot } from './parts/snapshot.ts'
import { start } from './parts/start.ts'
import { streams } from './parts/streams.ts'
import { web } from './parts/web.ts'
import { writes } from './parts/writes.ts'
import type { Figure, Missing } from './report/figure.ts'
import { writeReport } from './report/write-report.ts'
import { thisMachine } from './report/machine.ts'
import { summary, table } from './report/table.ts'
import { createSized } from './seed/shared.ts'

const parts = [list, limits, mix, growth, writes, contention, nginx, instances, streams, snapshot, start, web, measures, people]
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const quick = process.argv.includes('--quick')
const chosen = parts.filter(({ name }) => words.length === 0 || words.includes(name))
const unknown = words.filter((word) => !parts.some(({ name }) => name === word))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are:\n${parts.map(({ name, about }) => `  ${name}: ${about}`).join('\n')}`)
  process.exit(1)
}

const machine = thisMachine()
// Beside the product and not in a folder for scratch, which may lie in memory: durable writes have to reach a disk.
const cache = join(import.meta.dirname, '../.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'bench-'))
const mongod = findMongod()
let set: ReturnType<typeof startReplicaSet> | undefined
const mongo = async () => {
  if (!mongod) return null
  set ??= startReplicaSet(mongod)
  return (await set).uri
}
const endings: (() => Promise<void>)[] = []
/** Ends what a part has left running, the last that was begun first. */
const endPart = async () => {
  for (let end = endings.pop(); end; end = endings.pop()) await end()
}
let cleared: Promise<void> | undefined
/** Once: where a signal ends what a part is on, the part fails, and whoever comes by that waits for the same. */
const clear = () => {
  cleared ??= (async () => {
    await endPart()
    await (await set)?.close()
    rmSync(folder, { recursive: true, force: true })
  })()
  return cleared
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void clear().then(() => process.exit(1)))

const say = (text: string) => console.log(`  ${new Date().toISOString().slice(11, 19)} ${text}`)
const sized = createSized(folder, say)
const figures: Figure[] = []
const missing: Missing[] = []
try {
  for (const part of chosen) {
    console.log(`\n${part.name}: ${part.about}`)
    const found: Figure[] = []
    await part.run({
      folder,
      quick,
      mongo,
      afterwards: (end) => void endings.push(end),
      sized,
      found: (figure) => void found.push({ part: part.name, ...figure }),
      missing: (why) => void missing.push({ part: part.name, why }),
      say,
    })
    await endPart()
    console.log(table(found, []))
    figures.push(...found)
  }
} finally {
  await clear()
}
console.log(`\n${table(figures, missing)}\n\n${summary(figures)}.`)
console.log(`Written to ${writeReport(machine, figures, missing, [...words, ...(quick ? ['quick'] : [])])}`)
process.exit(0)
