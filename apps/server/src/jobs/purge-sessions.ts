import { limits } from '@muster/core/contract/limits.ts'
import type { SessionRecord } from '../accounts/records.ts'
import type { Store } from '../ports/store.ts'
import { daysBefore } from './days.ts'
import type { Job } from './run.ts'

/** Takes away sessions a while after they have ended, in the order of their keys. */
export const createPurgeSessions = (deps: {
  readonly store: Pick<Store, 'list' | 'removeRecords'>
  /** When a session ended or will end if nobody uses it, in milliseconds since 1970. */
  readonly endOf: (session: SessionRecord) => number
}): Job => {
  const { store, endOf } = deps
  return {
    name: 'purge-sessions',
    restMs: 86_400_000,
    step: async (cursor, now) => {
      const before = Date.parse(daysBefore(now, limits.endedDays))
      const found = await store.list('sessions', cursor ?? '', limits.purgeStep)
      await store.removeRecords(
        'sessions',
        found.filter(({ value }) => endOf(value as SessionRecord) <= before),
      )
      return found.length < limits.purgeStep ? null : (found.at(-1)?.key ?? null)
    },
  }
}
