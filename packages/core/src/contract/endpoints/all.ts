import * as auth from './auth.ts'
import type { Endpoint } from './endpoint.ts'
import * as health from './health.ts'
import * as invites from './invites.ts'
import * as openapi from './openapi.ts'
import * as sync from './sync.ts'
import * as tasks from './tasks.ts'

/** Every endpoint there is: the document of the API and the tests over all of it are made from this list. One that is not here cannot be served. */
export const endpoints: readonly Endpoint[] = [health, openapi, auth, invites, sync, tasks].flatMap((file) => Object.values<Endpoint>(file))
