import type { TSchema } from 'typebox'
import * as common from './common.ts'
import * as documents from './documents.ts'
import * as auth from './endpoints/auth.ts'
import * as collections from './endpoints/collections.ts'
import * as endpoints from './endpoints/common.ts'
import * as health from './endpoints/health.ts'
import * as invites from './endpoints/invites.ts'
import * as csp from './endpoints/csp.ts'
import * as spaces from './endpoints/spaces.ts'
import * as endpointsSync from './endpoints/sync.ts'
import * as tasks from './endpoints/tasks.ts'
import * as mutations from './mutations.ts'
import * as sync from './sync.ts'

const isSchema = (value: unknown): value is TSchema => typeof value === 'object' && value !== null && ('type' in value || 'anyOf' in value || 'enum' in value)
/** A bare number or null says too little to be known by its shape. */
const isTelling = (schema: TSchema) => !('type' in schema) || schema.type === 'object' || schema.type === 'array' || 'pattern' in schema

/** The schemas that readers of the contract know by name: every exported one that its shape alone tells from others. */
export const namedSchemas: readonly (readonly [name: string, schema: TSchema])[] = [
  common,
  documents,
  sync,
  mutations,
  endpoints,
  health,
  auth,
  csp,
  spaces,
  collections,
  invites,
  endpointsSync,
  tasks,
].flatMap((file) => Object.entries<unknown>(file).flatMap(([name, value]) => (isSchema(value) && isTelling(value) ? [[name, value] as const] : [])))
