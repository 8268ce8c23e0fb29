import { Refusal } from '@muster/core/domain/world.ts'

/** How long one request may wait for its outcome before it is told that the outcome is not known. */
export const deadlineMs = 12_000

/** The outcome, or after the deadline `outcome_unknown`: what was sent may still be saved, and is answered when it is sent again. */
export const withinDeadline = async <T>(outcome: Promise<T>, ms = deadlineMs, code: 'outcome_unknown' | 'unavailable' = 'outcome_unknown'): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal(code, 'The store did not answer in time.')), ms)
  })
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}
