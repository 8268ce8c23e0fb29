import { reached, type Figure, type Missing } from './figure.ts'

/** Three significant digits, or all of them before the point. */
export const shown = (value: number): string =>
  Number.isFinite(value) ? value.toLocaleString('en-GB', Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }) : '–'

const withUnit = (value: number, unit: string) => (unit === 'x' ? `${shown(value)} ×` : `${shown(value)} ${unit}`)
const goalOf = ({ goal, unit }: Figure): string => {
  if (!goal) return ''
  return 'atMost' in goal ? `≤ ${withUnit(goal.atMost, unit)}` : `≥ ${withUnit(goal.atLeast, unit)}`
}
const verdict = (figure: Figure): string => {
  const is = reached(figure)
  if (is === null) return ''
  return is ? 'pass' : 'short'
}

/** The figures as a Markdown table, which also reads well on a terminal. */
export const table = (figures: readonly Figure[], missing: readonly Missing[]): string => {
  const rows = [
    ['part', 'what', 'measured', 'goal', ''],
    ...figures.map((figure) => [
      figure.part,
      figure.note === undefined ? figure.what : `${figure.what} (${figure.note})`,
      withUnit(figure.value, figure.unit),
      goalOf(figure),
      verdict(figure),
    ]),
    ...missing.map(({ part, why }) => [part, why, 'not measured', '', '']),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}

/** How many goals were reached, in a sentence. */
export const summary = (figures: readonly Figure[]): string => {
  const judged = figures.filter(({ goal }) => goal)
  const short = judged.filter((figure) => reached(figure) === false)
  return `${judged.length - short.length} of ${judged.length} goals reached${short.length > 0 ? `; short: ${short.map(({ what }) => what).join('; ')}` : ''}`
}
