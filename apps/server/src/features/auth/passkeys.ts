import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { PasskeyBody, PasskeyReply, PasskeySignInBody } from '@muster/core/contract/schemas/endpoints/passkeys.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { createAccountRecords, Passkey, Person, UserRecord } from '../../accounts/records.ts'
import type { Seal } from '../../accounts/sealed.ts'
import type { MailQueue } from '../../mail/queued.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'

import { noticeMs } from './mails.ts'

/** Where a passkey is asked for: it is bound to the name, and signs the origin. */
export interface Site {
  readonly origin: string
  readonly name: string
}
/** What was asked, sealed, as the browser brings it back in its cookie; undefined where it brings none. */
type Sealed = string | undefined

/** Bytes of a challenge: WebAuthn asks for 16 at least. */
const challengeBytes = 32
/** So often a passkey may sign in while what it answered can be answered again: it is remembered that long. */
const answeredMost = 20
const livesMs = limits.passkeyMinutes * 60_000
const forSignIn = 'passkey to sign in by'
const forSession = (userId: string, sid: string) => `passkey for ${userId} in ${sid}`

/** Loaded with the first passkey: most processes never need it. */
const webauthn = () => import('@simplewebauthn/server')

/** Told of a passkey whatever is wrong with it: nothing is told of accounts. */
const badPasskey = () => refuse('bad_passkey', 'Try once more, or sign in with the password.')

const shown = ({ id, name, createdAt, usedAt }: Passkey): PasskeyReply => ({ id, name, createdAt, usedAt })

/** Signing in by a key pair that a device holds (WebAuthn level 3), which asks its owner for a finger, a face or a PIN each time. */
export const createPasskeys = (deps: {
  readonly accounts: Pick<ReturnType<typeof createAccountRecords>, 'user' | 'changeUser'>
  readonly seal: Seal
  readonly now: () => Date
  /** Told of a passkey whose counter went back: there may be a copy of it. */
  readonly copied: (userId: string) => void
  readonly mails: MailQueue
}) => {
  const { accounts, seal, now, mails } = deps
  /** The owner is told, whoever it was. What was changed is changed, also where the telling fails. */
  const tell = (userId: string, ticket?: Ticket) => mails.add({ kind: 'sign-in-changed', to: { userId }, goodForMs: noticeMs }, ticket).catch(() => {})

  const isFresh = (at: number): boolean => Math.abs(now().getTime() - at) <= livesMs
  const sealed = (purpose: string, challenge: string): string => seal.seal(purpose, JSON.stringify({ challenge, at: now().getTime() }))
  /** What was asked within the last five minutes. */
  const opened = (purpose: string, text: Sealed): { readonly challenge: string; readonly at: number } => {
    const asked = JSON.parse(seal.open(purpose, text ?? '') ?? 'null') as { readonly challenge: string; readonly at: number } | null
    return asked && isFresh(asked.at) ? asked : badPasskey()
  }
  const ofPerson = async (userId: string, bound?: Bound) => (await accounts.user(userId, bound))?.value.passkeys ?? []
  const requireRoom = (those: readonly Passkey[]) => {
    if (those.length >= limits.passkeysPerPerson) refuse('too_many', `A person has ${limits.passkeysPerPerson} passkeys at most: take one away first.`)
  }

  return {
    /** What to ask any browser for; with it what comes back in its cookie. */
    ask: ({ name }: Site) => {
      const challenge = randomBytes(challengeBytes).toString('base64url')
      return { options: { challenge, rpId: name, timeout: livesMs, userVerification: 'required', allowCredentials: [] }, sealed: sealed(forSignIn, challenge) }
    },
    /** Whose passkey answered. Each answer opens once. Refuses `bad_passkey`, whoever it is and whatever is wrong. */
    pass: async ({ origin, name }: Site, text: Sealed, answer: PasskeySignInBody, ticket?: Ticket): Promise<UserRecord> => {
      const { challenge, at } = opened(forSignIn, text)
      const userId = Buffer.from(answer.userHandle, 'base64url').toString()
      const passkey = (await ofPerson(userId, ticket)).find(({ id }) => id === answer.id) ?? badPasskey()
      const { verifyAuthenticationResponse } = await webauthn()
      const { id, clientDataJSON, authenticatorData, signature, userHandle } = answer
      const found = await verifyAuthenticationResponse({
        response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, authenticatorData, signature, userHandle } },
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: name,
        requireUserVerification: true,
        // Counters are compared below, on the row that is replaced.
        credential: { id, publicKey: Buffer.from(passkey.publicKey, 'base64url'), counter: 0 },
      }).catch(badPasskey)
      if (!found.verified) return badPasskey()
      const counter = found.authenticationInfo.newCounter
      ticket?.markSent()
      const user = await accounts.changeUser(userId, ({ passkeys = [] }) => {
        const current = passkeys.find((one) => one.id === id) ?? badPasskey()
        const answered = current.answered.filter((one) => isFresh(one.at))
        if (answered.some((one) => one.challenge === challenge)) return badPasskey()
        if (answered.length >= answeredMost) return refuse('busy', 'Wait a few minutes.')
        if ((counter > 0 || current.counter > 0) && counter <= current.counter) {
          deps.copied(userId)
          return badPasskey()
        }
        return {
          passkeys: passkeys.map((one) =>
            one === current ? { ...one, counter, answered: [...answered, { at, challenge }], usedAt: now().toISOString() } : one,
          ),
        }
      })
      return user ?? badPasskey()
    },
    list: async (userId: string, bound?: Bound): Promise<PasskeyReply[]> => (await ofPerson(userId, bound)).map(shown),
    /** What a browser makes one with; with it what comes back in its cookie. Refuses `too_many`. */
    setUp: async ({ name }: Site, person: Person, sid: string, bound?: Bound) => {
      const those = await ofPerson(person.id, bound)
      requireRoom(those)
      const { generateRegistrationOptions } = await webauthn()
      const options = await generateRegistrationOptions({
        rpName: 'Muster',
        rpID: name,
        userID: Buffer.from(person.id),
        userName: person.email,
        userDisplayName: person.name,
        timeout: livesMs,
        attestationType: 'none',
        excludeCredentials: those.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { options, sealed: sealed(forSession(person.id, sid), options.challenge) }
    },
    /** Adds one. Refuses `bad_passkey`, `exists` or `too_many`. */
    add: async ({ origin, name }: Site, text: Sealed, userId: string, sid: string, body: PasskeyBody, ticket?: Ticket): Promise<PasskeyReply> => {
      const { challenge } = opened(forSession(userId, sid), text)
      const { verifyRegistrationResponse } = await webauthn()
      const { id, clientDataJSON, attestationObject } = body
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: name,
        requireUserVerification: true,
      }).catch(badPasskey)
      if (!verified || registrationInfo.credential.id !== id) return badPasskey()
      const passkey: Passkey = {
        id,
        name: body.name.trim(),
        publicKey: Buffer.from(registrationInfo.credential.publicKey).toString('base64url'),
        counter: registrationInfo.credential.counter,
        answered: [],
        createdAt: now().toISOString(),
        usedAt: null,
      }
      ticket?.markSent()
      await accounts.changeUser(userId, ({ passkeys = [] }) => {
        if (passkeys.some((one) => one.id === id)) return refuse('exists', 'This passkey is yours already.')
        requireRoom(passkeys)
        return { passkeys: [...passkeys, passkey] }
      })
      await tell(userId, ticket)
      return shown(passkey)
    },
    remove: async (userId: string, id: string, ticket?: Ticket): Promise<void> => {
      ticket?.markSent()
      if (!(await ofPerson(userId, ticket)).some((one) => one.id === id)) return
      await accounts.changeUser(userId, ({ passkeys = [] }) => ({ passkeys: passkeys.filter((one) => one.id !== id) }))
      await tell(userId, ticket)
    },
  }
}
