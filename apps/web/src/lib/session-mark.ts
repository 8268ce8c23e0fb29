/** A cookie that the server sets beside those of a session, out of whose reach scripts are: it says whose session this browser holds. */
const mark = 'muster-here-'
/** As it was when the page was loaded: who signs in later on this page was not here before. */
const atStart = document.cookie

export const hadSession = (): boolean => atStart.includes(mark)
export const hadSessionOf = (person: string): boolean => hadSession() && atStart.includes(`=${person}`)
