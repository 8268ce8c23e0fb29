import type { Ask } from './protocol.ts'

const beatMs = 2_000
const silentMs = 6_000
const stealAgainMs = 60_000

/** Of which build a page is, and when it was loaded: of two builds the one that was loaded last is the later one. */
interface Stamp {
  readonly build: string
  readonly loadedAt: number
}

/**
 * Which tab leads, as its page sees it. The page itself beats, so that one that is frozen or hung falls silent although
 * its worker may go on; a visible tab that hears nothing for a while takes the lead. A hidden one gives it to a visible one, and of two
 * visible ones of different builds the later one takes it.
 */
export const watchTabs = (person: string, ask: (message: Ask) => void) => {
  const channel = new BroadcastChannel(`muster-tabs-${person}`)
  let leading = false
  let heardAt = performance.now()
  let stolenAt = -Infinity
  let tickedAt = heardAt
  const own: Stamp = { build: document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? '', loadedAt: performance.timeOrigin }
  const isVisible = () => document.visibilityState === 'visible'

  const beat = () => {
    channel.postMessage('beat')
    channel.postMessage(own)
  }

  channel.onmessage = ({ data }: MessageEvent<'beat' | 'hidden' | 'here' | Stamp>) => {
    if (typeof data === 'object') {
      if (data.build !== own.build && data.loadedAt < own.loadedAt && isVisible()) ask({ do: 'steal' })
      return
    }
    if (data === 'beat') heardAt = performance.now()
    if (data === 'hidden' && isVisible()) channel.postMessage('here')
    if (data === 'here' && leading && !isVisible()) ask({ do: 'release', wait: false })
  }
  setInterval(() => {
    const now = performance.now()
    // A page that stood still itself cannot tell who was silent.
    if (now - tickedAt > 2 * beatMs) heardAt = now
    tickedAt = now
    if (leading) beat()
    else if (isVisible() && now - heardAt > silentMs && now - stolenAt > stealAgainMs) {
      stolenAt = now
      ask({ do: 'steal' })
    }
  }, beatMs)
  const seen = () => {
    if (isVisible()) {
      heardAt = performance.now()
      channel.postMessage('here')
      ask({ do: 'resume' })
    } else if (leading) channel.postMessage('hidden')
  }
  const away = () => ask({ do: 'release', wait: true })
  document.addEventListener('visibilitychange', seen)
  document.addEventListener('freeze', away)
  document.addEventListener('resume', () => ask({ do: 'resume' }))
  addEventListener('pagehide', away)
  addEventListener('pageshow', (event) => event instanceof PageTransitionEvent && event.persisted && ask({ do: 'resume' }))
  return {
    leads: (now: boolean) => {
      leading = now
      heardAt = performance.now()
      if (now) beat()
      if (now && !isVisible()) channel.postMessage('hidden')
    },
  }
}
