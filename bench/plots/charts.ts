import type { Figure } from '../report/figure.ts'
import type { Chart } from './bars.ts'

/** The charts of each measure, in the order in which their bars were told. */
export const chartsIn = (figures: readonly Figure[]): ReadonlyMap<string, readonly Chart[]> => {
  const drawn = figures.flatMap(({ bar, value, unit }) => (bar ? [{ ...bar, value, unit }] : []))
  return new Map(
    [...Map.groupBy(drawn, ({ measure }) => measure)].map(([measure, some]) => [
      measure,
      [...Map.groupBy(some, ({ chart }) => chart)].map(([title, bars]) => ({ title, unit: bars[0]?.unit ?? '', bars })),
    ]),
  )
}
