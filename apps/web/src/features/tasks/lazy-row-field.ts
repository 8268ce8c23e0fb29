import { lazyPart } from '../../lib/lazy-part.tsx'

/** Comes with the commands, of which one asks for it: drawn at once by then. */
export const RowField = lazyPart(() => import('./row-field.tsx').then((module) => module.RowField))
