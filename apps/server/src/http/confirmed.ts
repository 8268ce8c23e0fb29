import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Session } from '../accounts/session.ts'

/** Refuses `confirm_first` to who showed who they are too long ago: whoever finds a page of ours open makes themselves no stronger. */
export const requireConfirmed = ({ createdAt }: Session, now: Date): void => {
  if (now.getTime() - Date.parse(createdAt) > limits.confirmedMinutes * 60_000)
    refuse('confirm_first', 'Ask /api/v1/auth/confirm with the password, and again.')
}
