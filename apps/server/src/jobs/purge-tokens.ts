import { limits } from '@muster/core/contract/limits.ts'
import type { TokenRecord } from '../accounts/records.ts'
import type { Store } from '../ports/store.ts'
import type { Job } from './run.ts'

/** Takes away tokens of mails that have ended, in the order of their keys. */
export const createPurgeTokens = ({ store }: { readonly store: Pick<Store, 'list' | 'removeRecords'> }): Job => ({
  name: 'purge-tokens',
  restMs: 3_600_000,
  step: async (cursor, now) => {
    const at = now.toISOString()
    const found = await store.list('tokens', cursor ?? '', limits.purgeStep)
    await store.removeRecords(
      'tokens',
      found.filter(({ value }) => (value as TokenRecord).expiresAt <= at),
    )
    return found.length < limits.purgeStep ? null : (found.at(-1)?.key ?? null)
  },
})
