import type { Ask } from './protocol.ts'

const beatMs = 2_000
const silentMs = 6_000
const stealAgainMs = 60_000

/**
 * Which tab leads, as its page sees it. The page itself beats, so that one that is frozen or hung falls silent although
 * its worker may go on; a visible tab that hears nothing for a while takes the lead. A hidden one gives it to a visible one.
 */
export const watchTabs = (person: string, ask: (message: Ask) => void) => {
  const channel = new BroadcastChannel(`muster-tabs-${person}`)
  let leading = false
  let heardAt = performance.now()
  let stolenAt = -Infinity
  let tickedAt = heardAt
  const isVisible = () => document.visibilityState === 'visible'

  channel.onmessage = ({ data }: MessageEvent<'beat' | 'hidden' | 'here'>) => {
    if (data === 'beat') heardAt = performance.now()
    if (data === 'hidden' && isVisible()) channel.postMessage('here')
    if (data === 'here' && leading && !isVisible()) ask({ do: 'release', wait: false })
  }
  setInterval(() => {
    const now = performance.now()
    // A page that stood still itself cannot tell who was silent.
    if (now - tickedAt > 2 * beatMs) heardAt = now
    tickedAt = now
    if (leading) channel.postMessage('beat')
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
      if (now) channel.postMessage('beat')
      if (now && !isVisible()) channel.postMessage('hidden')
    },
  }
}
