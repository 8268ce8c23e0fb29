import type { Patch } from './patch.ts'

const replica = 'apps/web/src/replica'
const moves = { test: `${replica}/moves.test.ts`, named: 'tasks that move between spaces' }
const later = { test: `${replica}/spaces.test.ts`, named: 'what became of a task after it was moved' }
const reach = { file: 'apps/server/src/features/sync/reach.ts', test: 'apps/server/src/features/sync/snapshot.test.ts' }

/** What a browser shows of changes over several spaces, and what it is given to hold. */
export const replicaPatches: readonly Patch[] = [
  {
    ...later,
    file: `${replica}/space-rows.ts`,
    breaks: 'what a move put into another space stays when that was pulled past it',
    find: '    for (const [id, at] of revsHere) if (at <= reached) arrive(id)\n',
    put: '',
  },
  {
    ...moves,
    file: `${replica}/across.ts`,
    breaks: 'a move that was pulled in part is taken for refused',
    find: '      if (before) return before\n',
    put: '',
  },
  {
    ...moves,
    file: `${replica}/across.ts`,
    breaks: 'moves are run again space by space',
    find: '[...own, ...rest].sort((a, b) => byPlace(a.change, b.change))',
    put: '[...own, ...rest]',
  },
  {
    ...later,
    file: `${replica}/spaces.ts`,
    breaks: 'an answer that comes after its rows were pulled leaves its change where it is',
    find: '      for (const rows of spaces.values()) rows.leave()\n',
    put: '',
  },
  {
    file: 'apps/server/src/journal/across.ts',
    test: 'apps/server/src/journal/across.test.ts',
    breaks: 'a move that is sent again does not say where it is in the other space',
    find: '...alsoIn(target, there?.rev), ',
    put: '',
    named: 'a move is made once',
  },
  {
    file: `${replica}/worker/tab.ts`,
    test: `${replica}/worker/tab.test.ts`,
    breaks: 'a snapshot takes the place of newer rows in a tab that takes the lead',
    find: '      if (anew && behind) return\n',
    put: '',
    named: 'by a tab that takes the lead in between',
  },
  {
    file: `${replica}/worker/sync.ts`,
    test: `${replica}/worker/tab.test.ts`,
    breaks: 'what another tab stored of a first load is not shown',
    find: '      if (before.loading) await catchUp(space)\n',
    put: '',
    named: 'did not come to tell',
  },
  {
    file: `${replica}/rules-here.ts`,
    test: `${replica}/rules-here.test.ts`,
    breaks: 'rules run in the middle of being evaluated',
    find: '  queueMicrotask(() => {\n    for (const take of waiting.splice(0)) take(rules)\n  })',
    put: '  for (const take of waiting.splice(0)) take(rules)',
    named: 'once the code that brings them has been evaluated',
  },
  {
    file: `${replica}/spaces.ts`,
    test: `${replica}/spaces.test.ts`,
    breaks: 'what is completed before the rules have come does not show',
    find: 'return beforeRules(change, world)',
    put: 'return []',
    named: 'before the rules have come',
  },
  {
    ...reach,
    breaks: 'a first load lacks what is above its rows',
    find: 'docs: [...inReach, ...needed, ...notes]',
    put: 'docs: [...inReach, ...notes]',
    named: 'what browsers load leaves out',
  },
]
