import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const limits = { test: `${server}/http/rate-limits.test.ts` }
const address = { test: `${server}/http/client-address.test.ts`, file: `${server}/http/client-address.ts` }
const shared = { test: `${server}/adapters/redis/limiter.test.ts`, file: `${server}/adapters/redis/limiter.ts` }

/** What people may ask for, who they are taken to be, and who is turned away. */
export const limitPatches: readonly Patch[] = [
  {
    ...shared,
    breaks: 'points that were taken ahead are given twice',
    find: 'if (before) before.ahead = 0\n',
    put: '\n',
    named: 'taken ahead or not',
  },
  {
    ...shared,
    breaks: 'while Redis is away each process lets all pass',
    find: 'createMemoryLimiter(systemClock, sharers)',
    put: 'createMemoryLimiter(systemClock)',
    named: 'killed, frozen, slow',
  },
  {
    ...shared,
    breaks: 'who was refused is refused to the end, though what was lacking has been given back',
    find: 'if (!passes && policy.returns)',
    put: 'if (points < 0)',
    named: 'who was refused while others',
  },
  {
    ...shared,
    breaks: 'whoever has taken nothing has something to give back',
    find: ', customIncrTtlLuaScript: script',
    put: '',
    named: 'what is given back',
  },
  {
    ...shared,
    breaks: 'who has nothing left asks Redis each time',
    find: 'over: !passes',
    put: 'over: false',
    named: 'who has nothing left',
  },
  {
    file: `${server}/adapters/memory/windows.ts`,
    test: `${server}/adapters/memory/limiter.test.ts`,
    breaks: 'a crowd of strangers takes as much room as it likes',
    find: ' || younger.size >= most / 2',
    put: '',
    named: 'a crowd of strangers',
  },
  {
    ...address,
    breaks: 'the leftmost address is believed',
    find: 'said.toReversed()',
    put: 'said',
    named: 'behind our proxies',
  },
  {
    ...address,
    breaks: 'whoever is connected may say where they come from',
    find: "peer === 'unknown' || !trusts(peer)",
    put: "peer === 'unknown'",
    named: 'who is connected and is no proxy',
  },
  {
    ...address,
    breaks: 'each address of IPv6 is a caller',
    find: "if (!address.includes(':')) return address",
    put: 'return address',
    named: 'of IPv6 the first 64 bits',
  },
  {
    ...limits,
    file: `${server}/http/policies.ts`,
    breaks: 'a push takes one point, whatever it brings',
    find: ", rank: 'write', points: mutationsOf }",
    put: ", rank: 'write' }",
    named: 'a push takes as much as it brings',
  },
  {
    ...limits,
    file: `${server}/http/admission.ts`,
    breaks: 'who is nobody asks as often as they like',
    find: 'if (isTold) settle',
    put: 'if (isTold && false) settle',
    named: 'who is nobody is counted',
  },
  {
    ...limits,
    file: `${server}/features/auth/guesses.ts`,
    breaks: 'who signs in rightly uses up their guesses',
    find: '        giveBack()\n        return entered',
    put: '        return entered',
    named: 'a password is guessed ten times',
  },
  {
    ...limits,
    file: `${server}/features/auth/guesses.ts`,
    breaks: 'an account that is guessed at from everywhere is guessed at as before',
    find: 'attacked && taken.left',
    put: 'false && taken.left',
    named: 'an account that is guessed at from everywhere',
  },
  {
    ...limits,
    file: `${server}/live/doorbell.ts`,
    breaks: 'streams of a network that have ended count on',
    find: '    count(stream.network, -1)\n',
    put: '',
    named: 'a network reads so many streams',
  },
  {
    file: `${server}/http/shedding.ts`,
    test: `${server}/http/shedding.test.ts`,
    breaks: 'a single long piece of work turns people away',
    find: 'Math.min(late, countedMs)',
    put: 'late',
    named: 'a single long piece of work',
  },
]
