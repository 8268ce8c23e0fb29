import { enableCompileCache } from 'node:module'

enableCompileCache()
// Imported only now: what a module names in its head is loaded, and compiled, before its first line runs.
const { serve } = await import('./serve.ts')
await serve(process.env)
