/**
 * Bytes under keys that say all they depend on, a space's rev among it: what is cached is right for as long as it is asked for,
 * and nothing is ever taken back. It holds what it likes for as long as it likes: whoever asks can make it anew.
 */
export interface Cache {
  /** What this process has at hand. */
  readonly get: (key: string) => Buffer | undefined
  /** What other processes have, in the order of the keys; nothing where there are none, or they cannot be asked in time. Never throws. */
  readonly fetch: (keys: readonly string[]) => Promise<readonly (Buffer | undefined)[]>
  /** Nobody waits for it, and it never throws. */
  readonly set: (key: string, bytes: Buffer) => void
}
