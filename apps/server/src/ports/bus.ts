/** Hears that something moved. Where this process moved it the rev is told; of other processes only the spaces are. */
export interface Hears {
  readonly here: (space: string, rev: number) => void
  /** Where they are is asked of the store, never of a bus. */
  readonly elsewhere: (spaces: readonly string[]) => void
}

/**
 * A doorbell for all processes: says that a space moved. Lossy by contract: what it does not bring, or brings twice or late, the poll of
 * heads finds (`live/doorbell.ts`). Nobody waits for it, and it never throws.
 */
export interface Bus {
  /** Who commits in this process is heard here at once, and elsewhere soon; what moves often is merged on the way. */
  readonly ring: (space: string, rev: number) => void
  /** Hears from now on. A listener that fails keeps nobody else from hearing. */
  readonly listen: (hears: Hears) => void
  readonly close: () => Promise<void>
}
