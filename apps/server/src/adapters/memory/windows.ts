/** So many windows of a policy are held. A crowd that is larger pushes out those that began first. */
const most = 50_000

/** A span of time that somebody is in. */
interface Span {
  readonly endsAt: number
}

/**
 * The windows of one policy, by who takes, in two generations: when the younger is as old as a window lasts, or half of what is held, the
 * older is let go of as a whole. So nothing is ever looked for to be removed, and what is over does not stay.
 * @param longestMs how long one lasts at most
 */
export const createWindows = <Window extends Span>(longestMs: number) => {
  let older = new Map<string, Window>()
  let younger = new Map<string, Window>()
  let since = -Infinity
  const age = (now: number) => {
    // Since two ages ago nobody asked: the younger are over, too.
    older = now - since >= 2 * longestMs ? new Map() : younger
    younger = new Map()
    since = now
  }
  return {
    /** The window of somebody, if they are in one. */
    find: (who: string, now: number): Window | undefined => {
      const window = younger.get(who) ?? older.get(who)
      return window !== undefined && window.endsAt > now ? window : undefined
    },
    begin: (who: string, window: Window, now: number): Window => {
      if (now - since >= longestMs || younger.size >= most / 2) age(now)
      younger.set(who, window)
      return window
    },
    size: (): number => younger.size + older.size,
  }
}
export type Windows<Window extends Span> = ReturnType<typeof createWindows<Window>>
