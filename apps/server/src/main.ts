import { enableCompileCache } from 'node:module'

enableCompileCache()
// Imported only now: what a module names in its head is loaded, and compiled, before its first line runs.
const { serve } = await import('./serve.ts')
// For process managers, which name what they run by its words.
const role = process.argv.find((word) => word.startsWith('--role='))?.slice('--role='.length)
await serve(role === undefined ? process.env : { ...process.env, ROLE: role })
