import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as rest } from 'node:timers/promises'

const starting = `
  import { startMuster } from ${JSON.stringify(join(import.meta.dirname, 'muster.ts'))}
  const { url, dataDir } = await startMuster()
  console.log(JSON.stringify({ url, dataDir }))
  setInterval(() => {}, 1_000)
`

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  test(`a test that ends by ${signal} leaves neither its server behind, nor what that stored`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', starting], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { url, dataDir } = JSON.parse(line.toString()) as { readonly url: string; readonly dataDir: string }
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    child.kill(signal)
    await once(child, 'exit')
    while (
      await fetch(`${url}/healthz`).then(
        () => true,
        () => false,
      )
    )
      await rest(50)
    while (existsSync(dataDir)) await rest(50)
  })
