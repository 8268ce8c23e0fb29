import type { Bench } from '../part.ts'

/** One quantity, as it is in two or more ways of doing the same. */
interface Comparison {
  readonly measure: string
  /** What is counted, and of what. */
  readonly quantity: string
  readonly unit: string
  /** Without the measure first, with it last. */
  readonly bars: readonly (readonly [label: string, value: number])[]
  /** How many times the first is of the last, where it was taken by turns; else it is of the values themselves. */
  readonly times?: number
  readonly note?: string
}

/** Tells a quantity without a measure and with it, and how many times less it is; of a rate, how many times more. */
export const compare = (bench: Bench, { measure, quantity, unit, bars, times, note }: Comparison): void => {
  for (const [n, [label, value]] of bars.entries()) {
    const what = `${measure}: ${quantity}, ${label}`
    bench.found({ what, value, unit, ...(note === undefined ? {} : { note }), bar: { measure, chart: quantity, label, stands: n === bars.length - 1 } })
  }
  const [first, last] = [bars[0]?.[1] ?? Number.NaN, bars.at(-1)?.[1] ?? Number.NaN]
  const more = unit.endsWith('/s')
  bench.found({ what: `${measure}: ${quantity}, how many times ${more ? 'more' : 'less'}`, value: times ?? (more ? last / first : first / last), unit: 'x' })
}
