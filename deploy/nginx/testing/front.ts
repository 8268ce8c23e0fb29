import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { makeAuthority } from '../../../scripts/testing/certificates.ts'
import { freePort } from '../../../scripts/testing/free-port.ts'
import { findNginx, startNginx } from '../../../scripts/testing/nginx.ts'
import type { NginxSettings } from '../settings.ts'
import { createAsk } from './ask.ts'

export const nginx = findNginx()
/** Why the tests of a file do not run, for `node:test`; false when they do. */
export const withoutNginx = nginx === undefined && 'nginx is missing: npm test brings it'

export const serverName = 'tasks.example.test'
export const dist = join(import.meta.dirname, '../../../apps/web/dist')

/** An nginx over https on loopback, before whoever listens at the ports. Its address is known before it is started: instances want to be told. */
export const prepareFront = async (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-front-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const authority = await makeAuthority(join(folder, 'authority'))
  const [httpPort, httpsPort] = [await freePort(), await freePort()]
  const files = await authority.certificateFor([serverName])
  const client = createAsk({ name: serverName, port: httpsPort, ca: authority.pem })
  t.after(() => client.close())
  return {
    folder,
    authority,
    httpPort,
    httpsPort,
    origin: `https://${serverName}:${httpsPort}`,
    ...client,
    start: async (apiPorts: readonly number[], more: Partial<NginxSettings> = {}) => {
      const started = await startNginx(nginx ?? '', { httpPort, httpsPort, serverName, ...files, apiPorts, assets: dist, ...more })
      t.after(() => started.close())
      return started
    },
  }
}
export type Front = Awaited<ReturnType<typeof prepareFront>>
