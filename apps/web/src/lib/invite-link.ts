import { inviteIdOf } from '@muster/core/domain/invite-id.ts'

const secretBytes = 32

/** A new invitation's secret, for its link, and its id, for everybody else. */
export const newInvite = async (): Promise<{ readonly id: string; readonly secret: string }> => {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  const secret = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  return { id: inviteIdOf(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')), secret }
}
export const inviteLink = (space: string, secret: string): string => `${location.origin}/join/${space}.${secret}`
