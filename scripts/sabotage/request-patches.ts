import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const matrix = { test: `${server}/http/authorisation.test.ts` }

/** What every request goes through, whoever sends it and from wherever. */
export const requestPatches: readonly Patch[] = [
  {
    ...matrix,
    file: `${server}/http/bearer.ts`,
    breaks: 'a key does what it has no scope for',
    find: 'return keyed.scopes.includes(scope) ? keyed : refuse',
    put: 'return keyed.scopes.length > 0 ? keyed : refuse',
    named: 'a key does what its scope names',
  },
  {
    ...matrix,
    file: 'packages/core/src/domain/across/worlds.ts',
    breaks: 'who was in a space that has ended is still in it',
    find: '(member?.leftAt === null ? member.role :',
    put: '(member ? member.role :',
    named: 'of what is in a space that has ended',
  },
  {
    ...matrix,
    file: `${server}/adapters/sqlite/statements.ts`,
    breaks: 'rows of other spaces are found by their id',
    find: "WHERE space = ? AND kind = ? AND id = ?'),",
    put: "WHERE (space = ? OR kind <> 'member') AND kind = ? AND id = ?'),",
    named: 'what is of another space is as if it were nowhere',
  },
  {
    ...matrix,
    file: 'packages/core/src/domain/rows.ts',
    breaks: 'what is in the trash is changed as if it were there',
    find: 'return there.deletedAt === null ? there :',
    put: 'return true ? there :',
    named: 'what is in the trash is refused as gone',
  },
]
