import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, before, type TestContext } from 'node:test'
import { chromium, expect as usual, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { freePort } from '../scripts/testing/free-port.ts'
import { guard } from '../scripts/testing/guard.ts'

/** Waits for what is expected as long as a busy machine may need: a test says what happens, and never how fast. */
export const expect = usual.configure({ timeout: 30_000 })

const root = join(import.meta.dirname, '..')

/** The product as `npm start` runs it, in a process of its own; it can be killed and started again on the same data. `tree` holds its source, and is built. */
export const startMuster = async (tree = root) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-e2e-'))
  let port = await freePort()
  let warned = ''
  const start = async () => {
    const child = spawn(process.execPath, [join(tree, 'apps/server/src/main.ts')], {
      env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    guard(child, { folder: dataDir })
    child.stderr.on('data', (text) => {
      warned += String(text)
      process.stderr.write(text)
    })
    // One that ends before it is ready says nothing, and nobody waits for it.
    const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'close')])) as [Buffer | number | null]
    if (!String(line).includes('Muster is ready at http://')) throw new Error(`not ready: ${String(line)}`)
    return child
  }
  /** Between finding a free port and listening at it another process may have taken it. */
  const startAnywhere = async (tries: number) => {
    try {
      return await start()
    } catch (error) {
      if (tries === 1 || !warned.includes(`Port ${port} is taken`)) throw error
      warned = ''
      port = await freePort()
      return startAnywhere(tries - 1)
    }
  }
  let child = await startAnywhere(5)
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode
  }
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    /** What it wrote to stderr so far. */
    warned: () => warned,
    kill,
    restart: async () => {
      child = await start()
    },
    /** All changes of a space in the order in which they took effect. The server is stopped while they are read. */
    journal: async (space: string): Promise<readonly { readonly id: string; readonly name: string }[]> => {
      await kill('SIGTERM')
      const database = new DatabaseSync(join(dataDir, 'muster.db'), { readOnly: true })
      const entries = database.prepare('SELECT json FROM journal WHERE space = ? ORDER BY rev').all(space)
      database.close()
      child = await start()
      return entries.flatMap(({ json }) => JSON.parse(String(json)) as readonly { id: string; name: string }[])
    },
    stop: async () => {
      const code = await kill('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

const whole = '/usr/bin/chromium'
/** Chromium without the part that draws windows: the same pages take a third less of the CPU. */
const headless = '/usr/bin/chromium-headless-shell'

const launch = (executablePath: string, more: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })

/** @param more words that Chromium is started with, for tests of other addresses */
export const launchBrowser = (...more: readonly string[]): Promise<Browser> => launch(existsSync(headless) ? headless : whole, more)

/** The browser as people have it, for what is measured and for pictures. */
export const launchWholeBrowser = (): Promise<Browser> => launch(whole, [])

/** The open pages, and the addresses that each waits for. */
const open = new Map<Page, Set<string>>()
/** What stands on the pages that a failing test leaves open, and what they wait for: such a test may fail once in hundreds of runs. */
const tellOfPages = async () => {
  for (const [page, waits] of open) {
    const text = await page
      .locator('body')
      .innerText({ timeout: 2_000 })
      .catch((error: unknown) => String(error).split('\n')[0] ?? '')
    console.error(`open: ${page.url()}, waiting for ${[...waits].join(', ') || 'nothing'}, saying: ${text.replaceAll(/\s+/g, ' ').slice(0, 500)}`)
  }
}

/** One server and one browser for the tests of a file. They are there once a test runs. */
export const oneOfEach = () => {
  let muster: Awaited<ReturnType<typeof startMuster>>
  let browser: Browser
  before(async () => {
    muster = await startMuster()
    browser = await launchBrowser()
  })
  // Typed as of the hooks of a suite; it is that of the test.
  afterEach(async (context) => {
    if (!(context as TestContext).passed) await tellOfPages()
    open.clear()
  })
  after(async () => {
    await browser?.close()
    await muster?.stop()
  })
  return {
    get muster() {
      return muster
    },
    get browser() {
      return browser
    },
  }
}

/** Faults of the network that a test makes itself, as the console names them: with what is wrong, and the address. */
export const madeFaults = {
  /** Requests are cut, or there is no network, or no server. */
  cut: /unknown error occurred when fetching the script|net::ERR_(FAILED|ABORTED|INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|NETWORK_\w+|SOCKET_\w+)/,
  /** The session ends meanwhile. */
  signedOut: /status of 401 .*\/api\/v1\/(me|auth\/refresh|spaces\/.*|events)$/,
}

/**
 * A page of a browser profile. What it reports as broken is gathered in `faults`: errors of page and workers, reports of the
 * content policy, errors in the console but for the faults that the test makes itself.
 */
export const openPage = async (context: BrowserContext, url: string, ...made: readonly RegExp[]) => {
  const page = await context.newPage()
  const faults: string[] = []
  const waits = new Set<string>()
  open.set(page, waits)
  page.on('close', () => open.delete(page))
  page.on('request', (request) => waits.add(request.url()))
  for (const over of ['requestfinished', 'requestfailed'] as const) page.on(over as 'requestfinished', (request) => waits.delete(request.url()))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    const text = `${message.text()} ${message.location().url}`
    if (message.type() === 'error' && !made.some((one) => one.test(text))) faults.push(text)
  })
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`content policy: ${violatedDirective} ${blockedURI}`)),
  )
  await page.goto(url)
  return { page, faults }
}
