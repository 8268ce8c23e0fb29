/** Days for which browsers hold what was done. Apart from the others: the web's worker, which needs it alone, has none of them. */
export const doneDaysInReach = 30

/**
 * Every bound of the product in one place: the schemas, the journal and the screens all read it. Lengths are UTF-16 units, as `length` and
 * the `maxlength` of a field count them; the server's validation is told to count so, too, where JSON Schema alone would count code points.
 */
export const limits = {
  name: 200,
  title: 500,
  notes: 64_000,
  /** Boxes in notes that a step sets, each by a change of its own; where more differ, the texts are merged by line. */
  checksPerStep: 20,
  /** Points that the search for what two versions of notes share may visit, both comparisons of a merge together. */
  mergeSteps: 400_000,
  email: 254,
  passwordMin: 8,
  passwordMax: 256,
  /** Of an e-mail or a password as it is typed: the bounds of what it is stored as are looked at after it was normalised. */
  typed: 1_024,
  emoji: 16,
  orderKey: 200,
  labelsPerTask: 50,
  assigneesPerTask: 20,
  depth: 10,
  rekey: 50,
  membersPerSpace: 200,
  /** With those who left: their rows stay, so that names in old tasks stay readable. */
  membersRemembered: 1_000,
  spacesPerPerson: 200,
  spacesRemembered: 1_000,
  listsPerSpace: 500,
  sectionsPerSpace: 2_000,
  foldersPerSpace: 200,
  labelsPerSpace: 500,
  invitesPerSpace: 1_000,
  /** Merges that are followed from a label to the one that stays. */
  labelHops: 16,
  /** Rows that one mutation may look at. */
  mutationReads: 20_000,
  subtreeMove: 1_000,
  moveText: 2_000_000,
  pageDefault: 50,
  pageMax: 200,
  pushMutations: 200,
  groupMutations: 200,
  groupDocuments: 2_000,
  groupBytes: 4 * 1024 * 1024,
  /** Rows that a group reads before those behind it wait for the next. */
  groupReads: 20_000,
  /** What may wait to be written to one space. */
  queueMutations: 4_000,
  queueBytes: 16 * 1024 * 1024,
  /** Rows that one request may read. Past half of it no further change of it is begun. */
  requestReads: 50_000,
  /** What one request may cost beside: past any of these no further change of it is begun, and what is left is sent again. */
  requestWrites: 5_000,
  requestBytes: 32 * 1024 * 1024,
  requestMergeSteps: 4_000_000,
  mutationDocuments: 1_000,
  changesPage: 1_000,
  /** UTF-16 units of notes in a page of changes. */
  changesText: 4 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  durationMinutes: 60 * 24 * 31,
  /** Commands whose keys a person chose, and how long the name of a key is: UTF-16 units. */
  boundKeys: 100,
  keyName: 40,
  undoChanges: 200,
  /** Rows that one mutation takes back, and how many of them it puts below another task, with all that is below them. */
  undoRows: 50,
  undoDeeper: 5,
  cspReportText: 8_000,
  inviteDays: 7,
  journalDays: 180,
  connections: 20_000,
  pipelinedRequests: 32,
  streamsPerSession: 50,
  streamsPerPerson: 200,
  /** What was deleted can be restored for so long, and then goes for good. */
  trashDays: 30,
  /** Sessions and invitations are retained for so long after their end. */
  endedDays: 30,
  /** Rows, entries or records that one step of purging may take away. */
  purgeStep: 100,
  doneDaysInReach,
} as const
