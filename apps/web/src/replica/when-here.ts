import type { Replica } from './replica.ts'

/** Comes once a space is here, whole, or will not come; never while something is drawn. Not at all after `ended` says so. */
export const whenHere = (replica: Pick<Replica, 'availability' | 'subscribeAvailability'>, space: string, ended?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const over = () => {
      stop()
      ended?.removeEventListener('abort', cut)
    }
    const cut = () => {
      over()
      reject(ended?.reason as Error)
    }
    const look = () => {
      if (replica.availability(space) === 'coming') return
      over()
      resolve()
    }
    const stop = replica.subscribeAvailability(look)
    if (ended?.aborted) return cut()
    ended?.addEventListener('abort', cut)
    look()
  })
