import { useEffect } from 'react'
import type { SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import { recallOnDevice, storeOnDevice } from '../lib/browser-storage.ts'
import { takeUp } from '../messages/language.ts'
import { pinZone } from '../lib/use-today.ts'

const usualAccent = 'blue'

/** Puts the person's settings into effect, and keeps what the next first paint needs. */
export const useLook = (mine: SettingsDoc | undefined): void => {
  const { theme, accent, zone } = mine ?? {}
  const language = mine && (mine.language ?? null)
  useEffect(() => {
    if (theme === undefined || accent === undefined || zone === undefined) return
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset['theme']
    else dataset['theme'] = theme
    if (accent === usualAccent) delete dataset['accent']
    else dataset['accent'] = accent
    pinZone(zone)
    // Here `/assets/look-1.js` finds them before the first paint; without room that follows the device.
    storeOnDevice('look', JSON.stringify({ theme, accent: accent === usualAccent ? undefined : accent }))
  }, [theme, accent, zone])
  useEffect(() => {
    if (language === undefined || isPseudo()) return
    storeOnDevice('language', language)
    // All that is shown is made anew then, and with it what is being typed: from the next start, where somebody types.
    if (!document.activeElement?.matches('input, textarea')) void takeUp(language)
  }, [language])
}
/** A language that is for trying screens is on this device alone. */
const isPseudo = () => recallOnDevice('language')?.startsWith('en-X') ?? false
