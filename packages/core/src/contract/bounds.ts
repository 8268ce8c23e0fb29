export const name = 200
export const title = 500
export const notes = 64_000
/** Boxes in notes that a step sets, each by a change of its own; where more differ, the texts are merged by line. */
export const checksPerStep = 20
/** Points that the search for what two versions of notes share may visit, both comparisons of a merge together. */
export const mergeSteps = 400_000
export const email = 254
export const passwordMin = 8
export const passwordMax = 256
/** Of an e-mail or a password as it is typed: the bounds of what it is stored as are looked at after it was normalised. */
export const typed = 1_024
export const emoji = 16
export const orderKey = 200
export const labelsPerTask = 50
export const assigneesPerTask = 20
export const depth = 10
export const rekey = 50
export const membersPerSpace = 200
/** With those who left: their rows stay, so that names in old tasks stay readable. */
export const membersRemembered = 1_000
export const spacesPerPerson = 200
export const spacesRemembered = 1_000
export const listsPerSpace = 500
export const sectionsPerSpace = 2_000
export const foldersPerSpace = 200
export const labelsPerSpace = 500
export const invitesPerSpace = 1_000
/** Merges that are followed from a label to the one that stays. */
export const labelHops = 16
/** Rows that one mutation may look at. */
export const mutationReads = 20_000
export const subtreeMove = 1_000
export const moveText = 2_000_000
export const pageDefault = 50
export const pageMax = 200
export const pushMutations = 200
export const groupMutations = 200
export const groupDocuments = 2_000
export const groupBytes = 4 * 1024 * 1024
/** Rows that a group reads before those behind it wait for the next. */
export const groupReads = 20_000
/** What may wait to be written to one space. */
export const queueMutations = 4_000
export const queueBytes = 16 * 1024 * 1024
/** Rows that one request may read. Past half of it no further change of it is begun. */
export const requestReads = 50_000
/** What one request may cost beside: past any of these no further change of it is begun, and what is left is sent again. */
export const requestWrites = 5_000
export const requestBytes = 32 * 1024 * 1024
export const requestMergeSteps = 4_000_000
export const mutationDocuments = 1_000
export const changesPage = 1_000
/** UTF-16 units of notes in a page of changes. */
export const changesText = 4 * 1024 * 1024
export const bodyBytes = 1024 * 1024
export const durationMinutes = 60 * 24 * 31
/** Commands whose keys a person chose, and how long the name of a key is: UTF-16 units. */
export const boundKeys = 100
export const keyName = 40
export const undoChanges = 200
/** Rows that one mutation takes back, and how many of them it puts below another task, with all that is below them. */
export const undoRows = 50
export const undoDeeper = 5
export const cspReportText = 8_000
export const inviteDays = 7
export const journalDays = 180
export const connections = 20_000
export const pipelinedRequests = 32
export const streamsPerSession = 50
export const streamsPerPerson = 200
/** Of an IPv4 address or a /64 of IPv6, in one process: an office, or a school. */
export const streamsPerNetwork = 2_000
/** What was deleted can be restored for so long, and then goes for good. */
export const trashDays = 30
/** Sessions and invitations are retained for so long after their end. */
export const endedDays = 30
/** Rows, entries or records that one step of purging may take away. */
export const purgeStep = 100
/** Effects of one space that were given up and wait for a person: with so many it goes no further. */
export const deadLetters = 50
/** How often an effect is tried before it is given up. */
export const effectTries = 12
/** Days for which browsers hold what was done. */
export const doneDaysInReach = 30
/** Places where one person is signed in: a sign-in beyond them ends the one that was used longest ago. */
export const sessionsPerPerson = 100
/** Sessions that were continued elsewhere, of which a person is told. */
export const stolenSessions = 10
/** UTF-16 units of what a browser says it is. */
export const agent = 300
/** What needs whoever asks to have shown who they are needs that to be so recent. */
export const confirmedMinutes = 10
/** API keys of one person, those that have expired among them. */
export const keysPerPerson = 50

/** Recovery codes that a person has at a time; each opens the door once. */
export const recoveryCodes = 10
/** A code as it is typed, and what an app is set up with as it comes back: UTF-16 units. */
export const typedCode = 64
export const setUp = 512
/** Wrong codes of one person before they wait, and for how long at most. */
export const wrongCodes = 5
export const wrongCodesMinutes = 15
/** Passkeys of one person, and characters of what a browser tells of one. */
export const passkeysPerPerson = 10
export const credentialId = 1_400
export const passkeyAnswer = 16_384
/** So long what a passkey is asked for with may be answered. */
export const passkeyMinutes = 5
