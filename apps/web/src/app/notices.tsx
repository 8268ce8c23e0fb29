import { LengthNote } from '../ui/length-note.tsx'
import { Toasts } from './toasts.tsx'

/** What is said beside or above everything else. */
export const Notices = () => (
  <>
    <LengthNote />
    <Toasts />
  </>
)
