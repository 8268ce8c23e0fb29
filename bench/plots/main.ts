// Draws what the newest runs of the bench measured of each measure, and of people, as SVG in docs/plots: `npm run plots`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newestWith } from '../report/newest.ts'
import { barsAsSvg } from './bars.ts'
import { chartsIn } from './charts.ts'

const folder = join(import.meta.dirname, '../../docs/plots')
mkdirSync(folder, { recursive: true })
for (const part of ['measures', 'people']) {
  const newest = newestWith(part)
  if (!newest) {
    console.error(`Nothing was measured of ${part}: npm run bench -- ${part}`)
    continue
  }
  for (const [measure, charts] of chartsIn(newest.report.figures)) {
    const file = `${measure.toLowerCase().replaceAll(' ', '-')}.svg`
    writeFileSync(join(folder, file), barsAsSvg(charts))
    console.log(`docs/plots/${file} from bench/results/${newest.file}`)
  }
}
