import type { Patch } from './patches.ts'

const server = 'apps/server/src'
const auth = `${server}/features/auth`
const credentials = { test: `${auth}/credentials.test.ts`, file: `${server}/accounts/records.ts` }
const sessions = { test: credentials.test, file: `${auth}/sessions.ts` }

/** What is known of who somebody is: accounts, sessions, cookies. */
export const accountPatches: readonly Patch[] = [
  {
    ...credentials,
    breaks: 'a disabled account stays signed in',
    find: 'user !== undefined && user.disabledAt === null &&',
    put: 'user !== undefined &&',
    named: 'an account that was disabled is signed out',
  },
  {
    ...credentials,
    breaks: 'a session goes on with other credentials than it was begun with',
    find: ' && credentialVersionOf(user) === (session.credentialVersion ?? 0)',
    put: '',
    named: 'a sign-in that was begun with the old password',
  },
  {
    ...credentials,
    file: `${server}/features/admin/service.ts`,
    breaks: 'a new password leaves the sessions of the old one',
    find: 'credentialVersionOf(user) + 1',
    put: 'credentialVersionOf(user)',
    named: 'user password ends every session at once',
  },
  {
    ...credentials,
    file: `${server}/features/admin/service.ts`,
    breaks: 'sessions ended at the machine go on in this process',
    find: '    deps.sessionsEnded()\n',
    put: '',
    named: 'user disable ends every session at once',
  },
  {
    ...credentials,
    breaks: 'a change of an account that lost to another is dropped',
    find: "if (await store.replace('users', id, stored.version, changed)) return changed",
    put: "await store.replace('users', id, stored.version, changed)\n        return changed",
    named: 'a command that loses to another change',
  },
  {
    ...sessions,
    breaks: 'a sign-in is answered with a session that has ended already',
    find: 'return credentialsStand(after, value) ?',
    put: 'return after ?',
    named: 'a sign-in that was begun with the old password',
  },
  {
    ...sessions,
    breaks: 'a session that ended while it was read is kept as it was',
    find: 'if (forgotten === since) cache.set',
    put: 'if (forgotten >= since) cache.set',
    named: 'a session that is being read while it ends',
  },
  {
    ...sessions,
    breaks: 'streams go on with sessions whose account was disabled',
    find: '.filter(({ session, user }) => stands(session, user))',
    put: '.filter(({ session }) => session.revokedAt === null)',
    named: 'user disable ends every session at once',
  },
  {
    ...sessions,
    breaks: "a full disk fails a session's row",
    find: 'if (error instanceof StoreFull) return false',
    put: '',
    named: 'where the disk is full',
  },
  {
    test: `${auth}/cookies.test.ts`,
    file: `${server}/accounts/cookie-names.ts`,
    breaks: 'two instances share the names of their cookies',
    find: "createHmac('sha256', secret)",
    put: "createHmac('sha256', secret.subarray(0, 0))",
    named: 'two instances on one host',
  },
  {
    test: `${auth}/cookies.test.ts`,
    file: `${auth}/routes.ts`,
    breaks: 'signing in keeps the session before it',
    find: 'if (before) await auth.logout(before.sid)',
    put: '',
    named: 'to register ends the session',
  },
  {
    test: `${auth}/spellings.test.ts`,
    file: `${auth}/passwords.ts`,
    breaks: 'a password is hashed as it was typed',
    find: 'const password = normalisePassword(typed)',
    put: 'const password = typed',
    named: 'the length of a password',
  },
  {
    test: `${auth}/spellings.test.ts`,
    file: `${auth}/passwords.ts`,
    breaks: 'a hash from before is met by the composed password alone',
    find: "typed, typed.normalize('NFC'), typed.normalize('NFD')",
    put: '',
    named: 'a hash from before',
  },
  {
    test: `${auth}/spellings.test.ts`,
    file: `${auth}/service.ts`,
    breaks: 'an address is stored before it was checked',
    find: "addressOf(input.email) ?? refuse('invalid', 'That is no e-mail address.')",
    put: "input.email.normalize('NFKC').trim().toLowerCase()",
    named: 'what is stored as an address is one',
  },
  {
    test: `${auth}/spellings.test.ts`,
    file: `${server}/accounts/addresses.ts`,
    breaks: 'an account from before is taken for another one than its address names',
    find: ', ...formerEmails(email, idna)',
    put: '',
    named: 'accounts from before',
  },
]
