// Writes docs/openapi.json anew, after an endpoint or a schema was changed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiDocument } from '../apps/server/src/http/openapi.ts'
import { endpoints } from '../packages/core/src/contract/endpoints/all.ts'
import { endpointSchemas } from '../packages/core/src/contract/schemas/endpoints/by-key.ts'

writeFileSync(join(import.meta.dirname, '../docs/openapi.json'), apiDocument(endpoints, endpointSchemas))
