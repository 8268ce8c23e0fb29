import { ConfigFaults } from './config.ts'
import { StoreRefused } from './ports/store.ts'

/** What an owner can do about an error at the start, in a sentence; undefined when it is our own fault. */
export const explain = (error: unknown): string | undefined => {
  if (error instanceof ConfigFaults || error instanceof StoreRefused) return error.message
  if (!(error instanceof Error)) return undefined
  const { code, syscall, path, port, address, hostname, setting } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
    hostname?: string
    setting?: string
  }
  const prefix = setting === undefined ? '' : `${setting}_`
  if (syscall === 'getaddrinfo' || code === 'EADDRNOTAVAIL')
    return `${prefix}HOST=${hostname ?? address} is no address of this machine. Leave it away to serve this machine alone.`
  if (syscall === 'listen' && port !== undefined && port >= 0) {
    if (code === 'EADDRINUSE') return `Port ${port} is taken. Stop what uses it, or choose another: ${prefix}PORT=${Math.min(port + 1, 65_535)} npm start`
    if (code === 'EACCES') return `Port ${port} may not be opened by this account. Choose one above 1023: ${prefix}PORT=3000 npm start`
  }
  const place = path ?? (syscall === 'listen' ? address : undefined)
  if (place === undefined) return undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return `There is no room left for ${place}. Free some, or set DATA_DIR to a folder elsewhere.`
  return `${place} cannot be used (${code}). Set DATA_DIR to a folder that can be written, and has nothing else in it.`
}
