/** Whether who listens at a port of this machine says of itself that it may be asked. */
export const isReady = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { Connection: 'close' }, signal: AbortSignal.timeout(2_000) })).status === 200
  } catch {
    return false
  }
}
