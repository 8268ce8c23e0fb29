import fc from 'fast-check'

const longest = 3_000
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)} … and ${text.length - longest} characters more` : text)

/**
 * Tells of a property that failed: its seed, the start of the counterexample, what was found, and no more. A log that is too long loses
 * its beginning, and the seed with it; by that alone it fails again.
 */
export const briefly = <T>(run: fc.RunDetails<T>): void => {
  if (!run.failed) return
  const { stack } = run.errorInstance instanceof Error ? run.errorInstance : { stack: String(run.errorInstance) }
  const report = fc.defaultReportMessage(run) ?? ''
  throw new Error(`${cut(report)}\n${cut(stack ?? '')}`)
}
