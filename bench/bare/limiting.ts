// A server of ours in which nobody is counted (`nobody`), everybody as always (`usual`), or each request by a question of its own to
// what is shared (`each`). Points are shared by the Redis of SHARED_BY, over whatever store.
import { readFileSync } from 'node:fs'
import { buildApp } from '../../apps/server/src/app.ts'
import { readConfig } from '../../apps/server/src/config.ts'
import { createContext } from '../../apps/server/src/context.ts'
import type { Limiter, Policy } from '../../apps/server/src/ports/limiter.ts'

/** Policies that take nothing ahead, each made once. */
const bare = new Map<Policy, Policy>()
const bareOf = (policy: Policy): Policy => {
  const known = bare.get(policy)
  if (known) return known
  const { ahead: _, ...made } = policy
  bare.set(policy, made)
  return made
}
const waysOf = (usual: Limiter['take']): Readonly<Record<string, Limiter['take']>> => ({
  nobody: (policy) => ({ policy, passes: true, left: policy.points, resetMs: 0 }),
  usual,
  each: (policy, who, points) => usual(bareOf(policy), who, points),
})

const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
const context = await createContext({ ...config, redisUrl: process.env['SHARED_BY'] ?? null })
const take = waysOf(context.quotas.take)[process.argv[2] ?? '']
if (!take) throw new Error('It is nobody, usual or each.')
const app = buildApp({ ...context, quotas: { ...context.quotas, take } }, null)
console.log(`It is ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)))
