/** One tab leads: the one whose worker holds the lock of this name. Who is robbed of it hears so at once. */
export const createLeadership = (name: string, changed: (leads: boolean) => void) => {
  let release: (() => void) | undefined
  let queued: AbortController | undefined
  let away = false
  let over = false

  const ask = async (steal: boolean): Promise<void> => {
    if (over) return
    const waiting = new AbortController()
    queued?.abort()
    queued = waiting
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: waiting.signal }, () => {
        if (over) return
        changed(true)
        return new Promise<void>((resolve) => {
          release = resolve
        })
      })
    } catch {
      // Stolen by a tab that heard nothing from us, or left the queue on purpose.
    }
    // A newer request took this one's place.
    if (queued !== waiting || over) return
    queued = undefined
    release = undefined
    changed(false)
    if (!away) void ask(false)
  }
  return {
    start: () => void (!away && ask(false)),
    steal: () => {
      if (!release) void ask(true)
    },
    /** Lets go. With `leave` it does not ask for the lock again until `back`. */
    release: (leave: boolean) => {
      away = leave
      if (release) release()
      else if (leave) queued?.abort()
    },
    back: () => {
      if (!away) return
      away = false
      if (!queued) void ask(false)
    },
    /** Lets go for good, and says nothing more. */
    end: () => {
      over = true
      release?.()
      queued?.abort()
    },
  }
}
export type Leadership = ReturnType<typeof createLeadership>
