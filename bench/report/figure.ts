/** One number that was measured, and what it has to be. */
export interface Figure {
  readonly part: string
  readonly what: string
  readonly value: number
  /** What the number counts; `x` for a ratio. */
  readonly unit: string
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number }
  readonly note?: string
  /** Where it is drawn: as a bar of a chart, beside others of the same unit. The one that all is about stands out. */
  readonly bar?: { readonly measure: string; readonly chart: string; readonly label: string; readonly stands?: boolean }
}

/** Whether the number reached its goal; null where it has none. */
export const reached = ({ value, goal }: Figure): boolean | null => {
  if (!goal) return null
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
}

/** What could not be measured, and why. */
export interface Missing {
  readonly part: string
  readonly why: string
}
