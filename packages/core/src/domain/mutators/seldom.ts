import type { Mutators } from '../rules.ts'
import { inviteCreate, inviteRevoke } from './invites.ts'
import { labelCreate, labelDelete, labelRestore, labelUpdate } from './labels.ts'
import { notesCheck, notesSet } from './notes.ts'
import { takeBack } from './take-back.ts'
import { undoApply } from './undo.ts'

/** Rules that the first moments of a page do without: a browser learns them after its first load. */
export const seldom = {
  'label.create@1': labelCreate,
  'label.update@1': labelUpdate,
  'label.delete@1': labelDelete,
  'label.restore@1': labelRestore,
  'notes.set@1': notesSet,
  'notes.check@1': notesCheck,
  'undo.apply@1': undoApply,
  'undo.apply@2': takeBack,
  'invite.create@1': inviteCreate,
  'invite.revoke@1': inviteRevoke,
} satisfies Partial<Mutators>
