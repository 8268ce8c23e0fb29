import { hash, verify } from '@node-rs/argon2'
import { refuse } from '@muster/core/domain/world.ts'

/** OWASP's minimum for argon2id: 19 MiB, two passes. Hashing runs on the thread pool, two at a time. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const waitingMax = 50

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

export const hashPassword = (password: string) => gate(() => hash(password, cost))

/** Takes as long for an account that does not exist, so that time tells nothing. */
export const verifyPassword = async (stored: string | undefined, password: string): Promise<boolean> => {
  decoy ??= hash('no such account', cost)
  const against = stored ?? (await decoy)
  const right = await gate(() => verify(against, password))
  return right && stored !== undefined
}
let decoy: Promise<string> | undefined
