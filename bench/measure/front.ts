import { join } from 'node:path'
import { userInfo } from 'node:os'
import { findBrotli } from '../../deploy/nginx/installed.ts'
import { renderNginx } from '../../deploy/nginx/render.ts'
import { makeAuthority } from '../../scripts/testing/certificates.ts'
import { freePort } from '../../scripts/testing/free-port.ts'
import { findNginx, runNginx } from '../../scripts/testing/nginx.ts'
import type { Target } from './dial.ts'
import { childrenOf, outside } from './outside.ts'

const dist = join(import.meta.dirname, '../../apps/web/dist')

interface Behind {
  /** Where its authority is. */
  readonly folder: string
  /** The address that browsers see. Instances know it already, so the port at which it really is may be another. */
  readonly url: string
  readonly apiPorts: readonly number[]
  /** Connections that it may hold, those to instances among them. */
  readonly connections?: number
  /** What is changed of the configuration that the product has. */
  readonly change?: (text: string) => string
}

/** An nginx of one worker with the product's configuration, and what it and its worker use. @throws without nginx */
export const startFront = async ({ folder, url, apiPorts, connections, change = (text) => text }: Behind) => {
  const file = findNginx()
  if (file === undefined) throw new Error('nginx is missing')
  const { hostname } = new URL(url)
  const authority = await makeAuthority(join(folder, 'authority'))
  const files = await authority.certificateFor([hostname])
  const [httpPort, httpsPort, brotliModule] = [await freePort(), await freePort(), findBrotli()]
  const settings = {
    httpPort,
    httpsPort,
    serverName: hostname,
    ...files,
    apiPorts,
    assets: dist,
    addresses: ['127.0.0.1'],
    workers: 1,
    ...(connections === undefined ? {} : { connections, streamsPerAddress: connections }),
    ...(brotliModule === undefined ? {} : { brotliModule }),
    // Started by root it would give up its rights, and with them its folder.
    ...(userInfo().uid === 0 ? { user: userInfo().username } : {}),
  }
  const running = await runNginx(file, (own) => change(renderNginx({ ...settings, folder: own })), [httpPort, httpsPort])
  const target: Target = { url, at: { port: httpsPort, tls: true }, ca: authority.pem }
  return {
    target,
    nginx: outside([running.pid, ...childrenOf(running.pid)]),
    /** What it has complained of. */
    errors: running.errors,
    close: running.close,
  }
}
