import { accountPatches } from './account-patches.ts'
import { domainPatches } from './domain-patches.ts'
import { edgePatches } from './edge-patches.ts'
import { effectsPatches } from './effects-patches.ts'
import { frontPatches } from './front-patches.ts'
import { httpPatches } from './http-patches.ts'
import { journalPatches } from './journal-patches.ts'
import { limitPatches } from './limit-patches.ts'
import { mongoPatches } from './mongo-patches.ts'
import { purgePatches } from './purge-patches.ts'
import { requestPatches } from './request-patches.ts'
import { scalePatches } from './scale-patches.ts'
import { servingPatches } from './serving-patches.ts'
import { sqlitePatches } from './sqlite-patches.ts'
import { redisPatches } from './redis-patches.ts'
import { replicaPatches } from './replica-patches.ts'
import { syncPatches } from './sync-patches.ts'
import type { Patch } from './patch.ts'

/** All of them, a file for each idea. */
export const patches: readonly Patch[] = [
  ...accountPatches,
  ...domainPatches,
  ...edgePatches,
  ...effectsPatches,
  ...frontPatches,
  ...httpPatches,
  ...journalPatches,
  ...limitPatches,
  ...mongoPatches,
  ...purgePatches,
  ...redisPatches,
  ...requestPatches,
  ...scalePatches,
  ...servingPatches,
  ...sqlitePatches,
  ...syncPatches,
  ...replicaPatches,
]
