import { examineCache } from '../contracts/cache.ts'
import { createMemoryCache } from './cache.ts'

examineCache('In memory', false, async (maxBytes) => createMemoryCache(maxBytes))
