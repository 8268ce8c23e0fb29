import type { Patch } from './patch.ts'

const server = 'apps/server/src'

/** Pages and who may see them, and a server as it is run. */
export const servingPatches: readonly Patch[] = [
  {
    file: `${server}/features/tasks/lists.ts`,
    test: `${server}/features/tasks/cached-pages.test.ts`,
    breaks: 'a page over all spaces shows what was written after somebody was let out',
    find: 'if ([...seen.keys()].every((space) => still.has(space)))',
    put: 'if (still.size > 0)',
    named: 'who is let out of a space while the page',
  },
  {
    file: `${server}/features/tasks/page.ts`,
    test: `${server}/features/tasks/page.test.ts`,
    breaks: 'a page reads all that is in a list in the trash',
    find: 'after = endOf(after.listId)',
    put: 'after = { ...after }',
    named: 'sections are read only where a row stands in one',
  },
  {
    file: `${server}/context.ts`,
    test: `${server}/main.test.ts`,
    breaks: 'a database that has gone is begun anew',
    find: 'if (file !== undefined && begun) refuseLost',
    put: 'if (file === undefined && begun) refuseLost',
    named: 'a database that has gone or was emptied',
  },
  {
    file: `${server}/config.ts`,
    test: `${server}/config.test.ts`,
    breaks: 'a key of one letter signs sessions',
    find: 'else if (text && entropyOf(text) < secretBits)',
    put: 'else if (text && entropyOf(text) < 0)',
    named: 'SECRETS are long',
  },
  {
    file: `${server}/cli/control.ts`,
    test: `${server}/cli/control.test.ts`,
    breaks: 'a password is told to whoever listens at the control socket',
    find: 'if (!isTrusted(socketPath, dataDir)) {',
    put: 'if (!socketPath) {',
    named: 'what somebody else may have put there is told nothing',
  },
  {
    file: `${server}/cli/control.ts`,
    test: `${server}/cli/control.test.ts`,
    breaks: 'a server takes the control socket of another away',
    find: ' && (await answers(earlier))) return { close: () => {} }',
    put: ' && false) return { close: () => {} }',
    named: 'of two servers with one data folder one answers',
  },
  {
    file: `${server}/access/access.ts`,
    test: `${server}/access/membership.test.ts`,
    breaks: 'a view asks for no membership',
    find: "mustBeAble(rowOf(found)('member', person), action)",
    put: '',
    named: 'lists.list',
  },
  {
    file: `${server}/access/access.ts`,
    test: `${server}/features/sync/two-servers.test.ts`,
    breaks: 'who is a member is remembered whatever the head is',
    find: 'if (holds(cached, head)) return cached.value',
    put: 'if (cached) return cached.value',
    named: 'who is removed at one is out at the other',
  },
  {
    file: `${server}/cache/page-cache.ts`,
    test: `${server}/cache/page-cache.test.ts`,
    breaks: 'a page is cached under the state that was asked about',
    find: '(await known(mark)) ?? build(address, make)',
    put: '(await known(mark)) ?? build(address, async () => ({ ...(await make()), state }))',
    named: 'a page is cached under the state that it shows',
  },
  {
    file: `${server}/cache/page-cache.ts`,
    test: `${server}/cache/page-cache.test.ts`,
    breaks: 'a page of another build is given out',
    find: 'hashOf(`${code} ${address}',
    put: 'hashOf(`${address}',
    named: 'what the client holds is not made again',
  },
]
