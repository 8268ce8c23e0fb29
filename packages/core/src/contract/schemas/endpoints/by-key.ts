import { addressSchemas } from './addresses.ts'
import { apiKeySchemas } from './api-keys.ts'
import { authSchemas } from './auth.ts'
import { collectionSchemas } from './collections.ts'
import type { EndpointSchemas } from './common.ts'
import { cspSchemas } from './csp.ts'
import { healthSchemas } from './health.ts'
import { inviteSchemas } from './invites.ts'
import { openApiSchemas } from './openapi.ts'
import { ownSessionSchemas } from './own-sessions.ts'
import { passkeySchemas } from './passkeys.ts'
import { secondFactorSchemas } from './second-factor.ts'
import { resetSchemas } from './resets.ts'
import { spaceSchemas } from './spaces.ts'
import { syncSchemas } from './sync.ts'
import { taskSchemas } from './tasks.ts'

/** The schemas of every endpoint by its key. An endpoint that is not here cannot be served. */
export const endpointSchemas: Readonly<Record<string, EndpointSchemas>> = {
  ...healthSchemas,
  ...openApiSchemas,
  ...cspSchemas,
  ...authSchemas,
  ...resetSchemas,
  ...addressSchemas,
  ...ownSessionSchemas,
  ...secondFactorSchemas,
  ...passkeySchemas,
  ...apiKeySchemas,
  ...spaceSchemas,
  ...collectionSchemas,
  ...inviteSchemas,
  ...syncSchemas,
  ...taskSchemas,
}
