import type { CommitPart, Store } from '../../ports/store.ts'
import { effectsOf, type Effect } from './effect.ts'

/** The store, whose commits name the effects that follow from them, whoever commits. Without effects it is the store as it was. */
export const namingEffects = <S extends Store>(store: S, effects: readonly Effect[]): S => {
  if (effects.length === 0) return store
  const named = (part: CommitPart): CommitPart => {
    const names = effectsOf(effects, part.entry.mutations)
    return names.length === 0 ? part : { ...part, entry: { ...part.entry, effects: names } }
  }
  return {
    ...store,
    commit: (parts, ...more) => store.commit(parts.map(named), ...more),
    progress: (lease, to, forMs, parts = [], ...more) => store.progress(lease, to, forMs, parts.map(named), ...more),
  }
}
