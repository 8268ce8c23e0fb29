import { useEffect } from 'react'
import type { SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import { pinZone } from '../lib/use-today.ts'

/** Where `/assets/look-1.js` finds theme and accent before the first paint. */
const slot = 'muster-look'
const usualAccent = 'blue'

/** Puts the person's settings into effect, and keeps what the next first paint needs. */
export const useLook = (mine: SettingsDoc | undefined): void => {
  const { theme, accent, zone } = mine ?? {}
  useEffect(() => {
    if (theme === undefined || accent === undefined || zone === undefined) return
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset['theme']
    else dataset['theme'] = theme
    if (accent === usualAccent) delete dataset['accent']
    else dataset['accent'] = accent
    pinZone(zone)
    try {
      localStorage.setItem(slot, JSON.stringify({ theme, accent: accent === usualAccent ? undefined : accent }))
    } catch {
      // No room left: the next first paint follows the device.
    }
  }, [theme, accent, zone])
}
