/**
 * Bytes under keys that say all they depend on, a space's rev among it: what is cached is right for as long as it is asked for,
 * and nothing is ever taken back. It holds what it likes for as long as it likes: whoever asks can make it anew.
 */
export interface Cache {
  /** What this process has at hand. */
  readonly get: (key: string) => Buffer | undefined
  /** What other processes have, in the order of the keys; nothing where there are none, or they cannot be asked in time. Never throws. */
  readonly fetch: (keys: readonly string[]) => Promise<readonly (Buffer | undefined)[]>
  /**
   * Whether nobody else has said within `ms` milliseconds that they make what is under a key, as far as is known: who is told so does
   * well to look once more before they make it, too. Nothing depends on it: whoever said so may be gone. Never throws.
   */
  readonly claim: (key: string, ms: number) => Promise<boolean>
  /**
   * What `fetch` brings of the first key, for who waits for somebody that makes it, and whether somebody still does, as far as is
   * known: one question however often it is asked. Never throws.
   */
  readonly look: (keys: readonly [string, ...string[]]) => Promise<{ readonly bytes: Buffer | undefined; readonly making: boolean }>
  /** Nobody waits for it, and it never throws. */
  readonly set: (key: string, bytes: Buffer) => void
}
