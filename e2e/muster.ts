import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from '@playwright/test'

const main = join(import.meta.dirname, '../apps/server/src/main.ts')

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** The product as `npm start` runs it, in a process of its own; it can be killed and started again on the same data. */
export const startMuster = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-e2e-'))
  const port = await freePort()
  const start = async () => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: String(port), DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    if (!line.toString().includes('Muster is ready at http://')) throw new Error(`not ready: ${line.toString()}`)
    return child
  }
  let child = await start()
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await once(child, 'exit')
    return child.exitCode
  }
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    kill,
    restart: async () => {
      child = await start()
    },
    stop: async () => {
      const code = await kill('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** A page of a new browser profile; what it reports as broken is gathered in `faults`. */
export const openPage = async (context: BrowserContext, url: string) => {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(text)) faults.push(text)
  })
  await page.goto(url)
  return { page, faults }
}
