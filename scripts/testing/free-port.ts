import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A port on loopback that nobody listened at a moment ago. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Whether nobody listens at a port on loopback, a moment ago. */
export const isFree = async (port: number): Promise<boolean> => {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}

/** The first of so many ports in a row on loopback that nobody listened at a moment ago, below those that the system hands out by itself. */
export const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 22_000)
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(first + n)))
    if (free.every(Boolean)) return first
  }
}
