/** Rows in one bucket: read and written as one string, which is ten times faster than a record for each. */
export const bucketRows = 512

/** How far a first load has come. */
export interface Loading {
  /** Of a snapshot: the chunks that are still to come, and the cursor to pull from after them. */
  readonly chunks?: { readonly from: string; readonly cursor: string; readonly left: readonly string[] }
  /** How often it was begun anew because the server did not give out any more what was begun. */
  readonly restarts?: number
  /** Of changes from the start: the page to go on with. */
  readonly page?: string
}
/** What is stored of a space beside its rows. */
export interface Meta {
  /** None while the first load is under way. */
  readonly cursor?: string
  readonly loading?: Loading
  readonly nextBucket: number
  /** Changed rows beside the buckets, about. */
  readonly overlaid: number
  /** The day since which what was done is here: what was done before has been let go. */
  readonly trimmed?: string
  /** Loaded anew, from a snapshot that may be older than what was here: nobody shows it in the place of that until what has changed since is here, too. */
  readonly behind?: boolean
  /** How often it was loaded anew. */
  readonly begun?: number
}

/** The keys of everything of a space. */
export const ofSpace = (space: string): IDBKeyRange => IDBKeyRange.bound([space], [space, []])
export const inParts = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
