import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join, relative } from 'node:path'
import type { Figure, Missing } from './figure.ts'
import type { Machine } from './machine.ts'
import { summary, table } from './table.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Writes what was measured as Markdown and JSON.
 * @param chosen the parts that were run, when not all were: they are in the name
 * @returns the path of the Markdown file from the root of the repository
 */
export const writeReport = (machine: Machine, figures: readonly Figure[], missing: readonly Missing[], chosen: readonly string[]): string => {
  const folder = join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, [machine.date.slice(0, 10), ...chosen].join('-'))
  const { date, cpu, cores, memoryGb, system, node, revision, loadBefore } = machine
  writeFileSync(`${file}.json`, `${JSON.stringify({ machine, figures, missing }, null, 2)}\n`)
  writeFileSync(
    `${file}.md`,
    `# ${date.slice(0, 10)}\n${cpu}, ${cores} cores, ${memoryGb} GB; ${system}; Node ${node}; revision ${revision}; begun ${date} at a load of ${loadBefore}, ended at ${(loadavg()[0] ?? 0).toFixed(1)}.\n\n` +
      `${summary(figures)}.\n\n${table(figures, missing)}\n`,
  )
  return relative(root, `${file}.md`)
}
