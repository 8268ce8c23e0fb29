/** Keeps a short text in this browser, or forgets it when null. False where there is no room, or nothing may be kept. */
export const keep = (slot: string, text: string | null): boolean => {
  try {
    if (text === null) localStorage.removeItem(slot)
    else localStorage.setItem(slot, text)
    return true
  } catch {
    return false
  }
}
