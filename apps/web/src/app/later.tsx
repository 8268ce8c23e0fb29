// What a page needs once its list stands: keys, and what stands at its foot.
export { KeyHints } from './key-hints.tsx'
export { Keyboard } from './keyboard-of.tsx'
export { NewerBuild } from './new-build.tsx'
export { SignOutDialog } from './sign-out-dialog.tsx'
export { unfinishedTexts } from './unfinished.ts'
export { Notices } from './notices.tsx'
