import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const snapshot = { test: `${server}/features/sync/snapshot.test.ts`, file: `${server}/features/sync/snapshot.ts` }

/** First loads, pulls, and the streams that wake them. */
export const syncPatches: readonly Patch[] = [
  {
    test: `${server}/features/sync/gate.test.ts`,
    file: `${server}/features/sync/gate.ts`,
    breaks: 'one person fills the line for chunks',
    find: ' || theirs.length >= each',
    put: '',
    named: 'one person is refused before the line',
  },
  {
    file: `${server}/live/doorbell.ts`,
    test: `${server}/features/sync/live.test.ts`,
    breaks: 'a stream that has ended is put under spaces',
    find: '    if (!streams.has(stream)) return\n',
    put: '',
    named: 'a stream that ends while its spaces are being read',
  },
  {
    file: `${server}/live/doorbell.ts`,
    test: `${server}/features/sync/live.test.ts`,
    breaks: 'a session opens streams without end',
    find: 'same.length >= limits.streamsPerSession ? same[0]',
    put: 'same.length < 0 ? same[0]',
    named: 'a session has so many streams',
  },
  {
    file: `${server}/live/doorbell.ts`,
    test: `${server}/features/sync/live.test.ts`,
    breaks: 'timers run on without streams',
    find: 'if (streams.size === 0) for',
    put: 'if (streams.size < 0) for',
    named: 'a client that does not read is cut',
  },
  {
    ...snapshot,
    breaks: 'what was moved away comes with a snapshot',
    find: 'doc.rev > head.rev || isGone(doc)',
    put: 'doc.rev > head.rev',
    named: 'neither an invitation nor what was moved away',
  },
  {
    ...snapshot,
    file: `${server}/features/sync/chunk-name.ts`,
    breaks: 'an invitation comes with a snapshot',
    find: 'ReplicaKind[] = replicaKinds.filter',
    put: "ReplicaKind[] = [...replicaKinds, 'invite' as never].filter",
    named: 'neither an invitation nor what was moved away',
  },
  {
    ...snapshot,
    breaks: 'a chunk holds what is newer than its snapshot',
    find: 'doc.rev > head.rev || isGone(doc)',
    put: 'isGone(doc)',
    named: 'a chunk holds nothing that is newer',
  },
  {
    ...snapshot,
    breaks: 'a snapshot of before a restored backup is given out',
    find: '(sameHead(known.head, head) || (await store.knows(space, known.head, bound)))',
    put: 'known',
    named: 'a snapshot of before a restored backup',
  },
  {
    ...snapshot,
    breaks: 'a chunk of before a restored backup is given out',
    find: ' || !(await store.knows(space, head, bound))) return gone()',
    put: ') return gone()',
    named: 'a snapshot of before a restored backup',
  },
  {
    ...snapshot,
    breaks: 'a snapshot names a head that its rows have not reached',
    find: 'viewed.head.rev < head.rev',
    put: 'viewed.head.rev < 0',
    named: 'no chunk is made of a state that is older',
  },
  {
    ...snapshot,
    breaks: 'a snapshot of another build is given out',
    find: 'of !== build || ',
    put: '',
    named: 'what is no snapshot or chunk of this build',
  },
  {
    ...snapshot,
    file: `${server}/features/sync/chunk-name.ts`,
    breaks: 'a range leaves out what lies behind its last bound',
    find: 'until: bounds[n] ?? null }',
    put: 'until: bounds[n] ?? bounds[n - 1] ?? null }',
    named: 'a chunk that was made again, later and on another day',
  },
  {
    ...snapshot,
    breaks: 'which rows a chunk holds depends on the day it is made',
    find: 'doc.rev > head.rev || isGone(doc)',
    put: "doc.rev > head.rev || isGone(doc) || (doc.kind === 'task' && now().getDate() > 9)",
    named: 'a chunk that was made again, later and on another day',
  },
  {
    file: `${server}/features/sync/routes.ts`,
    test: `${server}/features/sync/sync.test.ts`,
    breaks: 'the same rev with another tag is no sync_reset',
    find: 'now === stateAt(since)',
    put: "now.split('.')[0] === rev",
    named: 'changes since a cursor are only what came after',
  },
]
