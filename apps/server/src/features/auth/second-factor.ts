import { limits } from '@muster/core/contract/limits.ts'
import type { SecondFactorReply, SetUpReply } from '@muster/core/contract/schemas/endpoints/second-factor.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { credentialVersionOf, type createAccountRecords, type Person, type SecondFactor, type UserRecord } from '../../accounts/records.ts'
import { drawRecoveryCodes, hashOfRecoveryCode } from '../../accounts/recovery-codes.ts'
import type { Seal } from '../../accounts/sealed.ts'
import type { MailQueue } from '../../mail/queued.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'

import { noticeMs } from './mails.ts'

/** RFC 6238 as all authenticator apps know it: six digits by SHA-1 every 30 seconds; one step to either side is let be, for clocks. */
const [digits, stepSeconds, window] = [6, 30, 1]
/** Bytes of a seed: as long as SHA-1 is (RFC 4226, section 4). */
const seedBytes = 20
const minute = 60_000
/** So long what an app was set up with can be turned on. */
const setUpMs = 15 * minute

/** Loaded with the first code: most processes never need it. */
const otpauth = () => import('otpauth')

const badCode = () => refuse('bad_code', 'Type the code that the app shows now, or a recovery code that was not used.')

/** Codes of authenticator apps beside the password, and those for when the app is lost. What is stored of a person is in their account. */
export const createSecondFactor = (deps: {
  readonly accounts: Pick<ReturnType<typeof createAccountRecords>, 'user' | 'changeUser'>
  readonly seal: Seal
  readonly now: () => Date
  readonly mails: MailQueue
}) => {
  const { accounts, seal, now, mails } = deps
  /** The owner is told, whoever it was. What was changed is changed, also where the telling fails. */
  const tell = (userId: string, ticket?: Ticket) => mails.add({ kind: 'sign-in-changed', to: { userId }, goodForMs: noticeMs }, ticket).catch(() => {})
  const purposeOf = (userId: string) => `second factor of ${userId}`
  const setUpOf = (userId: string, sid: string) => `setting up a second factor of ${userId} in ${sid}`

  const appOf = async (seed: string, person?: Person) => {
    const { Secret, TOTP } = await otpauth()
    return new TOTP({ issuer: 'Muster', label: person?.email ?? '', algorithm: 'SHA1', digits, period: stepSeconds, secret: Secret.fromBase32(seed) })
  }
  /** The step that a code is of, in the windows around now; undefined for one of none. */
  const stepOf = async (seed: string | undefined, typed: string): Promise<number | undefined> => {
    const code = typed.replaceAll(/\s/g, '')
    if (seed === undefined || !/^\d{6}$/.test(code)) return undefined
    const timestamp = now().getTime()
    const delta = (await appOf(seed)).validate({ token: code, timestamp, window })
    return delta === null ? undefined : Math.floor(timestamp / (stepSeconds * 1_000)) + delta
  }
  const wrongOf = ({ wrong }: SecondFactor): SecondFactor['wrong'] =>
    wrong && now().getTime() - Date.parse(wrong.since) < limits.wrongCodesMinutes * minute ? wrong : null

  return {
    /**
     * Lets somebody in whose password was right: at once where no second factor is turned on, else with a code that is theirs and was not
     * used. A wrong one counts, whatever becomes of the request; past so many only a recovery code opens for a while, which nobody guesses.
     * Refuses `code_required`, `bad_code` or `too_many_requests`.
     */
    pass: async (user: UserRecord, typed: string | undefined): Promise<UserRecord> => {
      if (!user.secondFactor) return user
      if (typed === undefined) return refuse('code_required', 'Send it as code, or one of the recovery codes.')
      const seed = seal.open(purposeOf(user.id), user.secondFactor.seed)
      const [recovery, step] = [hashOfRecoveryCode(typed), await stepOf(seed, typed)]
      const decided: { why: 'right' | 'wrong' | 'waits' } = { why: 'wrong' }
      // Decided on the row that is replaced: of two who send the same code one is let in.
      const changed = await accounts.changeUser(user.id, (current) => {
        const factor = current.secondFactor
        if (!factor || factor.since !== user.secondFactor?.since) return badCode()
        const wrong = wrongOf(factor)
        if (recovery !== undefined && factor.recovery.includes(recovery)) {
          decided.why = 'right'
          return { secondFactor: { ...factor, recovery: factor.recovery.filter((hash) => hash !== recovery), wrong: null } }
        }
        if (wrong && wrong.count >= limits.wrongCodes) {
          decided.why = 'waits'
          return {}
        }
        if (seed !== undefined && step !== undefined && step > factor.step) {
          decided.why = 'right'
          // Sealed by the key that seals now: an older one can be given up once everybody has signed in.
          return { secondFactor: { ...factor, seed: seal.seal(purposeOf(user.id), seed), step, wrong: null } }
        }
        decided.why = 'wrong'
        return { secondFactor: { ...factor, wrong: { count: (wrong?.count ?? 0) + 1, since: wrong?.since ?? now().toISOString() } } }
      })
      if (decided.why === 'waits') refuse('too_many_requests', 'Too many codes were wrong. Wait a quarter of an hour, or use a recovery code.')
      return decided.why === 'right' && changed ? changed : badCode()
    },
    state: async (userId: string, bound?: Bound): Promise<SecondFactorReply> => {
      const factor = (await accounts.user(userId, bound))?.value.secondFactor
      return { since: factor?.since ?? null, recoveryCodesLeft: factor?.recovery.length ?? 0 }
    },
    /** What an app is set up with. Nothing is stored: it comes back sealed, from the same session. */
    setUp: async (person: Person, sid: string, bound?: Bound): Promise<SetUpReply> => {
      if ((await accounts.user(person.id, bound))?.value.secondFactor) refuse('exists', 'Turn it off first.')
      const { Secret } = await otpauth()
      const secret = new Secret({ size: seedBytes }).base32
      return {
        secret,
        uri: (await appOf(secret, person)).toString(),
        setUp: seal.seal(setUpOf(person.id, sid), JSON.stringify({ secret, until: now().getTime() + setUpMs })),
      }
    },
    /** Turns it on. The account as it is then, whose sessions all have ended, and the recovery codes. Refuses `bad_code` or `exists`. */
    enable: async (userId: string, sid: string, { setUp, code }: { setUp: string; code: string }, ticket?: Ticket) => {
      const opened = JSON.parse(seal.open(setUpOf(userId, sid), setUp) ?? 'null') as { readonly secret: string; readonly until: number } | null
      if (!opened || opened.until < now().getTime()) return refuse('bad_code', 'That was too long ago. Set the app up once more.')
      const step = (await stepOf(opened.secret, code)) ?? badCode()
      const { codes, hashes } = drawRecoveryCodes()
      const secondFactor: SecondFactor = { seed: seal.seal(purposeOf(userId), opened.secret), since: now().toISOString(), step, wrong: null, recovery: hashes }
      ticket?.markSent()
      const user = await accounts.changeUser(userId, (current) =>
        current.secondFactor ? refuse('exists', 'Turn it off first.') : { secondFactor, credentialVersion: credentialVersionOf(current) + 1 },
      )
      await tell(userId, ticket)
      return { user: user ?? refuse('unauthenticated', 'Sign in first.'), codes }
    },
    /** Turns it off. The account as it is then: all sessions have ended, where it was on. */
    disable: async (userId: string, ticket?: Ticket): Promise<UserRecord> => {
      ticket?.markSent()
      let was = false
      const user = await accounts.changeUser(userId, (current) => {
        was = Boolean(current.secondFactor)
        return was ? { secondFactor: null, credentialVersion: credentialVersionOf(current) + 1 } : {}
      })
      if (was) await tell(userId, ticket)
      return user ?? refuse('unauthenticated', 'Sign in first.')
    },
    /** New recovery codes instead of those there were. Refuses `not_found` where it is not on. */
    renew: async (userId: string, ticket?: Ticket): Promise<string[]> => {
      const { codes, hashes } = drawRecoveryCodes()
      ticket?.markSent()
      await accounts.changeUser(userId, ({ secondFactor }) =>
        secondFactor ? { secondFactor: { ...secondFactor, recovery: hashes } } : refuse('not_found', 'There is no second factor to recover.'),
      )
      return codes
    },
  }
}
