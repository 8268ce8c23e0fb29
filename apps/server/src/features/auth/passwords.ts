import { limits } from '@muster/core/contract/limits.ts'
import { normalisePassword } from '@muster/core/domain/password.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { isGuessedFirst, type About } from './guessed-first.ts'

/** OWASP's minimum for argon2id: 19 MiB, two passes. Hashing runs on the thread pool, two at a time. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const waitingMax = 50

/** Loaded with the first password: it is a library of machine code, which a process that nobody signs in to does without. */
const argon2 = () => import('@node-rs/argon2')
const hash = async (password: string): Promise<string> => (await argon2()).hash(password, cost)
const verify = async (against: string, password: string): Promise<boolean> => (await argon2()).verify(against, password)

const createGate = (width: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= waitingMax) refuse('busy', 'Too many people are signing in at once.')
    if (running >= width) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
const gate = createGate(2)

/** A password as it is hashed: normalised first, then counted. */
const chosenPassword = (typed: string): string => {
  const password = normalisePassword(typed)
  const { passwordMin, passwordMax } = limits
  return password.length < passwordMin || password.length > passwordMax
    ? refuse('invalid', `A password has ${passwordMin} to ${passwordMax} characters.`)
    : password
}

/** Refuses `invalid` what is too short or too long, `weak_password` what whoever guesses tries first. Who has such a one from before signs in with it. */
export const hashPassword = async (typed: string, about: About): Promise<string> => {
  const password = chosenPassword(typed)
  if (await isGuessedFirst(password, about)) refuse('weak_password', 'Take a longer one, such as a few words that do not belong together.')
  return gate(() => hash(password))
}

/** What a hash may be of: the password as it is hashed now, and as it was hashed before, when that was the text as it was typed. */
const spellingsOf = (typed: string): readonly string[] => [...new Set([normalisePassword(typed), typed, typed.normalize('NFC'), typed.normalize('NFD')])]

/** Takes as long for an account that does not exist, so that time tells nothing. */
export const verifyPassword = async (stored: string | undefined, typed: string): Promise<boolean> => {
  decoy ??= hash('no such account')
  const against = stored ?? (await decoy)
  for (const spelling of spellingsOf(typed)) if (await gate(() => verify(against, spelling))) return stored !== undefined
  return false
}
let decoy: Promise<string> | undefined
