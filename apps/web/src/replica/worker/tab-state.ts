/** What a tab's worker is doing with what this browser stores of a person. */
export type TabState =
  /** The databases are being opened. */
  | 'opening'
  /** The page is given what they hold. */
  | 'reading'
  /** Another tab sends and pulls for all. */
  | 'following'
  /** This tab sends and pulls for all. */
  | 'leading'
  /** Nothing can be stored: this tab sends and pulls for itself, and what it knows lasts as long as its page. */
  | 'memory'
  /** Somebody signed out: all of it has been deleted. */
  | 'ended'

export type TabEvent =
  /** Both databases are open. */
  | 'opened'
  /** The page has all that they hold. */
  | 'read'
  /** The lock of the lead is ours; or it is no more. */
  | 'led'
  | 'unled'
  /** A database cannot be opened, is full, or was closed under us. */
  | 'lost'
  | 'wiped'

const ends = { lost: 'memory', wiped: 'ended' } as const
const steps: Readonly<Record<TabState, Partial<Readonly<Record<TabEvent, TabState>>>>> = {
  opening: { opened: 'reading', ...ends },
  reading: { read: 'following', ...ends },
  following: { led: 'leading', ...ends },
  leading: { unled: 'following', ...ends },
  memory: { wiped: 'ended' },
  ended: {},
}

/** The state after an event; undefined where it changes nothing. */
export const stepped = (state: TabState, event: TabEvent): TabState | undefined => steps[state][event]
