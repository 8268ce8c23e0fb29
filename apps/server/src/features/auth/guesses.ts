import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@muster/core/domain/world.ts'
import { addressOf } from '../../accounts/addresses.ts'
import { policies } from '../../http/policies.ts'
import { tooMany, type Quotas } from '../../http/quota.ts'
import type { KnownDevices } from './known-devices.ts'

/** The part of an address's guesses at an account that is held back while that is under attack: of ten, seven. */
const whenAttacked = 0.7

/**
 * Bounds how often passwords are guessed, by account and address: whoever guesses elsewhere keeps nobody out, and whoever guesses at the
 * same address keeps nobody out where they signed in before. An account that is guessed at
 * from many addresses gives each of them fewer guesses, and none of them none. Accounts that there are and that there are not count alike.
 */
export const createGuesses = (quotas: Quotas, devices: Pick<KnownDevices, 'markOf'>) => {
  const { guess, guessKnown, guessKnownAll, attack, signIn } = policies
  const isWrong = (error: unknown) => error instanceof Refusal && error.code === 'bad_credentials'
  /** Where somebody signed in before, only what is typed there counts. */
  const watchKnown = async <T>(reply: FastifyReply, mark: string, account: string, enter: () => Promise<T>): Promise<T> => {
    const device = quotas.nameOf(`known\0${mark}`)
    const giveBack = () => {
      quotas.giveBack(guessKnown, device, 1)
      quotas.giveBack(guessKnownAll, account, 1)
    }
    const taken = await quotas.take(guessKnown, device, 1)
    if (!taken.passes) {
      quotas.giveBack(guessKnownAll, account, 1)
      throw tooMany(reply, taken)
    }
    try {
      const entered = await enter()
      giveBack()
      return entered
    } catch (error) {
      if (!isWrong(error)) giveBack()
      throw error
    }
  }
  return {
    /** Signs somebody in by `enter`, or lets them show once more who they are. Only a wrong password counts, and it counts before it is looked at. */
    watch: async <T>(request: FastifyRequest, reply: FastifyReply, email: string, enter: () => Promise<T>): Promise<T> => {
      const account = quotas.nameOf(addressOf(email) ?? email)
      const mark = devices.markOf(request, email)
      // Whoever had the password once may have made a thousand browsers known: together they guess no more than a few people would.
      if (mark !== undefined && (await quotas.take(guessKnownAll, account, 1)).passes) return watchKnown(reply, mark, account, enter)
      const here = await quotas.takeOf(request, signIn)
      if (!here.passes) throw tooMany(reply, here)
      const taken = await quotas.takeOf(request, guess, 1, account)
      if (!taken.passes) {
        quotas.giveBackOf(request, signIn)
        throw tooMany(reply, taken)
      }
      const attacked = !(await quotas.take(attack, account, 1)).passes
      const giveBack = () => {
        quotas.giveBackOf(request, guess, 1, account)
        quotas.giveBackOf(request, signIn)
        quotas.giveBack(attack, account, 1)
      }
      if (attacked && taken.left < taken.policy.points * whenAttacked) {
        giveBack()
        throw tooMany(reply, taken)
      }
      try {
        const entered = await enter()
        giveBack()
        return entered
      } catch (error) {
        if (!isWrong(error)) giveBack()
        throw error
      }
    },
  }
}
export type Guesses = ReturnType<typeof createGuesses>
