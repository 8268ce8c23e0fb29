import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RefusedChange } from '../replica/pending.ts'
import type { SyncState } from '../replica/replica.ts'
import { syncWords, wrongWords } from './sync-words.ts'

const well: SyncState = {
  online: true,
  trouble: null,
  signedOut: false,
  paused: [],
  waiting: 0,
  refused: [],
  unstored: false,
  storage: true,
  outdated: false,
  loaded: true,
  created: false,
}
const refused = [{} as RefusedChange]
for (const [state, line, short] of [
  [{}, 'All saved', null],
  [{ waiting: 1 }, '1 change waiting', null],
  [{ refused }, 'Everything else is saved', '1 refused'],
  [{ refused, waiting: 2 }, '2 changes waiting', '1 refused'],
  [{ online: false, trouble: 'silent' }, 'Offline. All saved', 'Offline'],
  [{ online: false, trouble: 'silent', refused }, 'Offline. Everything else is saved', '1 refused'],
  [{ online: false, trouble: 'silent', waiting: 1 }, '1 change waiting, offline', 'Offline'],
  [{ online: false, trouble: 'wait', waiting: 1 }, '1 change waiting: the server asks to wait', 'The server asks to wait'],
  [{ online: false, trouble: 'wait' }, 'The server asks to wait. All saved', 'The server asks to wait'],
  [{ online: false, trouble: 'failing', waiting: 3 }, '3 changes waiting: the server does not answer as it should', 'The server does not answer as it should'],
  [{ signedOut: true, waiting: 1 }, 'Signed out. 1 change kept on this device', 'Signed out'],
  [{ outdated: true, storage: false }, 'Muster was updated. Reload to continue', 'Muster was updated'],
  [{ outdated: true, storage: false, online: false, trouble: 'silent' }, 'Muster was updated. Connect to continue', 'Muster was updated'],
  [{ outdated: true, waiting: 2 }, '2 changes waiting. Then reload: Muster was updated', 'Muster was updated'],
  [{ paused: ['one'] }, '1 space cannot be reached', null],
  [{ storage: false }, 'All saved. This browser stores nothing for Muster: it works while online', null],
  [{ storage: false, refused }, 'Everything else is saved. This browser stores nothing for Muster: it works while online', '1 refused'],
] as const)
  test(`the sync line says “${line}” where it is so`, () => {
    assert.equal(syncWords({ ...well, ...state }), line)
    assert.equal(wrongWords({ ...well, ...state }), short)
  })
