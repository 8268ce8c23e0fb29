import type { Store } from '../../../ports/store.ts'

/** What each part of the exam looks at. */
export interface StoreExam {
  /** The adapter's, which its cases begin with. */
  readonly name: string
  /** The one that is open: another after a restart. */
  readonly store: Store
  /** Closes the store, and opens one over what it left. */
  readonly restart: () => Promise<void>
}
