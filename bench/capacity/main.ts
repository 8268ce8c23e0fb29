// Prints what so many users need: `npm run capacity`, and with `--users=250000` for so many; whatever is assumed may be said anew, as `--changes=1 --memberCores=32`.
import { newestWith } from '../report/newest.ts'
import { costsIn } from './costs.ts'
import { habits, type Habits } from './habits.ts'
import { plant, type Plant } from './plant.ts'
import { inWords } from './words.ts'

const given = new Map(
  process.argv.slice(2).map((word) => {
    const [, name = '', value = ''] = /^--(\w+)=([\d.e+]+)$/.exec(word) ?? []
    if (!(name === 'users' || name in habits || name in plant)) {
      console.error(`${word}: say --users=…, or one of ${[...Object.keys(habits), ...Object.keys(plant)].map((one) => `--${one}=…`).join(' ')}`)
      process.exit(1)
    }
    return [name, Number(value)] as const
  }),
)
const changed = <T extends Readonly<Record<string, number>>>(assumed: T): T =>
  Object.fromEntries(Object.entries(assumed).map(([name, value]) => [name, given.get(name) ?? value])) as T

const newest = newestWith('people')
if (!newest) {
  console.error('Nothing was measured yet: npm run bench -- people')
  process.exit(1)
}
const users = given.get('users')
const sizes = users === undefined ? [1e3, 1e4, 1e5, 1e6, 1e7, 1e8] : [users]
console.log(inWords(sizes, changed<Habits>(habits), costsIn(newest.report.figures), changed<Plant>(plant), newest.file))
