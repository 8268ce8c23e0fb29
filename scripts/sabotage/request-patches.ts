import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const cors = { test: `${server}/http/cors.test.ts`, file: `${server}/http/cors.ts` }
const rotation = { test: `${server}/features/auth/key-rotation.test.ts`, file: `${server}/http/session.ts` }
const matrix = { test: `${server}/http/authorisation.test.ts` }

/** What every request goes through, whoever sends it and from wherever. */
export const requestPatches: readonly Patch[] = [
  {
    ...rotation,
    breaks: 'cookies that go by a former key are not found',
    find: 'const accessNames = [ours, ...replaced, former]',
    put: 'const accessNames = [ours, former]',
    named: 'the key that signs is changed while people work',
  },
  {
    ...rotation,
    breaks: 'the token of a page counts by the key that signs alone',
    find: 'csrf: secrets.map((key) => csrfToken(key, read.sid))',
    put: 'csrf: [csrfToken(secret, read.sid)]',
    named: 'a key of our own making is followed by a line before it',
  },
  {
    test: `${server}/one-secret.test.ts`,
    file: `${server}/one-secret.ts`,
    breaks: 'a key signs that the other processes do not know',
    find: 'if (!found.known.includes(mark)) throw',
    put: 'if (false) throw',
    named: 'a key that follows another signs once all others know it',
  },
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
    test: `${server}/http/forgery.test.ts`,
    file: `${server}/http/origin.ts`,
    breaks: 'a page of a sibling site changes what is ours',
    find: "if (site === 'same-origin' || site === 'none') return",
    put: "if (site !== 'cross-site') return",
    named: 'of every form that another site could send',
  },
  {
    ...cors,
    breaks: 'a page of another origin that is named is let in by cookies',
    find: '    delete headers.cookie\n',
    put: '',
    named: 'cookies that come from there are nobody’s',
  },
  {
    ...cors,
    breaks: 'whoever asks from a page is told that they may',
    find: ' || !named.has(headers.origin)',
    put: '',
    named: 'an origin that is not named hears nothing',
  },
  {
    test: `${server}/http/oracles.test.ts`,
    file: `${server}/http/headers.ts`,
    breaks: 'scripts of a page may be written into it',
    find: "`script-src 'self'${parts}`",
    put: "`script-src 'self' 'unsafe-inline'${parts}`",
    named: 'the HTTP Observatory would score',
  },
  {
    ...matrix,
    file: `${server}/adapters/sqlite/statements.ts`,
    breaks: 'rows of other spaces are found by their id',
    find: "WHERE space = ? AND kind = ? AND id = ?'),",
    put: `WHERE (space = ? OR length(kind) < 6) AND kind = ? AND id = ?'),`,
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
