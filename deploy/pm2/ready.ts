/** Where a process that listens at `HOST`, or at `METRICS_HOST`, is asked from this machine: all addresses have this one among them. */
export const askedAt = (host = ''): string => {
  if (['', '0.0.0.0', '::'].includes(host)) return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** Whether who listens at a port of this machine says of itself that it may be asked. */
export const isReady = async (port: number, host = '127.0.0.1'): Promise<boolean> => {
  try {
    return (await fetch(`http://${host}:${port}/readyz`, { headers: { Connection: 'close' }, signal: AbortSignal.timeout(2_000) })).status === 200
  } catch {
    return false
  }
}
