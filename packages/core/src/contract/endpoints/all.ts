import * as addresses from './addresses.ts'
import * as apiKeys from './api-keys.ts'
import * as auth from './auth.ts'
import * as collections from './collections.ts'
import * as csp from './csp.ts'
import type { Endpoint } from './endpoint.ts'
import * as health from './health.ts'
import * as invites from './invites.ts'
import * as members from './members.ts'
import * as openapi from './openapi.ts'
import * as ownSessions from './own-sessions.ts'
import * as passkeys from './passkeys.ts'
import * as secondFactor from './second-factor.ts'
import * as resets from './resets.ts'
import * as settings from './settings.ts'
import * as spaces from './spaces.ts'
import * as sync from './sync.ts'
import * as tasks from './tasks.ts'

/** Every endpoint there is: the document of the API and the tests over all of it are made from this list. One that is not here cannot be served. */
export const endpoints: readonly Endpoint[] = [
  ...[health, openapi, csp, auth, resets, addresses, ownSessions, secondFactor, passkeys, apiKeys, settings, spaces, members, invites, tasks, sync].flatMap(
    (file) => Object.values<Endpoint>(file),
  ),
  ...Object.values(collections).flatMap((kind) => Object.values<Endpoint>({ ...kind })),
]
