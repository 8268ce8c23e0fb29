import type { Kind } from '@muster/core/contract/kinds.ts'
import type { NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Answer, Pending, RefusedChange } from './pending.ts'

/** How the connection and this browser's storage are, as far as the tab that sends knows. */
export interface Status {
  readonly online: boolean
  /** Why not: nothing answers, the server asks to wait, or what answers does not do its work. */
  readonly trouble: 'silent' | 'wait' | 'failing' | null
  /** Nobody is signed in, or somebody else: nothing is sent until the person signs in again. */
  readonly signedOut: boolean
  /** Spaces whose address does not answer as it should: their changes wait. */
  readonly paused: readonly string[]
}

/** What every tab of a person hears of, from whichever tab's worker it happened in. */
export type Shared =
  /** Up to 512 rows as JSON, the first part of a first load said with `fresh`. */
  | { readonly say: 'rows'; readonly space: string; readonly json: string; readonly fresh?: boolean }
  /**
   * Part of a pull: rows as JSON, up to 512, in order of their rev; `from` is the cursor it started at. `whole` parts end
   * between two entries of the journal; the last one names the cursor that is reached.
   */
  | {
      readonly say: 'pulled'
      readonly space: string
      readonly from: string | undefined
      readonly json: string
      readonly removed: readonly (readonly [Kind, string])[]
      readonly whole: boolean
      readonly cursor?: string
    }
  | { readonly say: 'dropped'; readonly space: string; readonly refused: readonly RefusedChange[] }
  /** Without `seq` it could not be stored, and lasts as long as its page. */
  | { readonly say: 'added'; readonly change: Pending }
  | { readonly say: 'answered'; readonly applied: readonly Answer[]; readonly refused: readonly RefusedChange[] }
  /** Refused changes left, others came in their place; with none that left, many came at once. */
  | { readonly say: 'resent'; readonly dropped: readonly string[]; readonly added: readonly Pending[] }
  /** The history of a space was replaced: what had been answered is on its way again. */
  | { readonly say: 'unanswered'; readonly space: string }
  | { readonly say: 'status'; readonly status: Status }
  /** How far the server's clock is ahead of this machine's: ms. */
  | { readonly say: 'clock'; readonly offset: number }
  /** Another tab leads from now on: who has changes that could not be stored says them again. */
  | { readonly say: 'led' }
  | { readonly say: 'signed-in' }
  | { readonly say: 'wiped' }

/** What a tab's own worker tells it alone. */
export type Told =
  | Shared
  | { readonly say: 'outbox'; readonly pending: readonly Pending[]; readonly refused: readonly RefusedChange[] }
  /** Everything of a space that this browser keeps has been handed over. */
  | { readonly say: 'loaded'; readonly space: string; readonly removed: readonly (readonly [Kind, string])[]; readonly cursor?: string }
  /** `created`: the outbox has only just come to be, there was none. */
  | { readonly say: 'opened'; readonly storage: boolean; readonly created: boolean }
  /** A page of a later build is open, and this browser's copy is in its format from now on. */
  | { readonly say: 'outdated' }
  | { readonly say: 'notes'; readonly space: string; readonly id: string; readonly doc: NotesDoc | null }
  | { readonly say: 'leads'; readonly leads: boolean }
  | { readonly say: 'cleared' }

/** What a tab asks of its worker. */
export type Ask =
  | { readonly do: 'open'; readonly person: string }
  /** Stored together or not at all, and pushed together. */
  | { readonly do: 'add'; readonly changes: readonly Pending[] }
  | { readonly do: 'resend'; readonly dropped: readonly string[]; readonly added: readonly Pending[] }
  | { readonly do: 'notes'; readonly space: string; readonly id: string }
  /** Tries again at once what waits for a better connection. */
  | { readonly do: 'sync' }
  /** The browser says that there is no network. */
  | { readonly do: 'offline' }
  | { readonly do: 'signed-in' }
  /** Lets the lead go; `wait` also leaves the queue of the lock until `resume`. */
  | { readonly do: 'release'; readonly wait: boolean }
  | { readonly do: 'resume' }
  | { readonly do: 'steal' }
  /** The session ends now: nothing more is asked under it. */
  | { readonly do: 'quiet' }
  | { readonly do: 'wipe' }
