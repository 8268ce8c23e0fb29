import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import type { Machine } from './machine.ts'

/** What one run of the bench left behind. */
export interface Report {
  readonly machine: Machine
  readonly figures: readonly Figure[]
}

const folder = join(import.meta.dirname, '../results')

/** The report of the newest run that measured a part whole, and its file; undefined where none has. */
export const newestWith = (part: string): { readonly report: Report; readonly file: string } | undefined =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.endsWith('-quick.json'))
    .map((file) => ({ file, report: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Report }))
    .filter(({ report }) => report.figures.some((figure) => figure.part === part))
    .toSorted((a, b) => (a.report.machine.date < b.report.machine.date ? 1 : -1))[0]
