import type { Figure } from '../report/figure.ts'
import { byKind, bytesFigure, costFigure, figures as named } from './kinds.ts'
import type { Costs } from './model.ts'

/**
 * What the part `people` of the bench measured, as the model takes it. Throws where a figure is missing; what is sent for a kind, and what is
 * heard of others, is nothing where it was not measured.
 */
export const costsIn = (figures: readonly Figure[]): Costs => {
  const values = new Map(figures.filter(({ part }) => part === 'people').map(({ what, value }) => [what, value]))
  const need = (what: string): number => {
    const value = values.get(what)
    if (value === undefined) throw new Error(`the bench has no figure ${JSON.stringify(what)}: run npm run bench -- people`)
    return value
  }
  return {
    cpu: {
      process: byKind((kind) => need(costFigure('process', kind))),
      primary: byKind((kind) => need(costFigure('primary', kind))),
      secondary: byKind((kind) => need(costFigure('secondary', kind))),
    },
    bytes: byKind((kind) => values.get(bytesFigure(kind)) ?? 0),
    bare: values.get(named.bare),
    heard: values.get(named.heard) ?? 0,
    rowBytes: need(named.rowBytes),
    indexBytes: need(named.indexBytes),
    changeBytes: need(named.changeBytes),
    streamBytes: need(named.streamBytes) * 1_024,
  }
}
