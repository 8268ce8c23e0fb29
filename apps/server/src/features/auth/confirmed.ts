import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Session } from '../../accounts/session.ts'

/** Refuses `confirm_first` who has shown too long ago who they are: whoever finds a page of ours open does not get further by it. */
export const createRequireConfirmed =
  (now: () => Date) =>
  ({ createdAt }: Session): void => {
    if (now().getTime() - Date.parse(createdAt) > limits.confirmedMinutes * 60_000)
      refuse('confirm_first', 'Ask /api/v1/auth/confirm with the password, and again.')
  }
