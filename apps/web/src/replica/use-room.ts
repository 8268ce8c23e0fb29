import { limits } from '@muster/core/contract/limits.ts'
import { isCounted } from '@muster/core/domain/ask.ts'
import { lists } from '../messages/en/lists.ts'
import { words } from '../messages/words.ts'
import { useReplica, useRows } from './context.ts'

const say = words('lists', lists)

const most = { list: limits.listsPerSpace, folder: limits.foldersPerSpace, section: limits.sectionsPerSpace, label: limits.labelsPerSpace } as const

/** What to tell of the room that is left in a space for a kind, once little is; null before. Those in the trash take none. */
export const useRoom = (space: string, kind: keyof typeof most): string | null => {
  // Drawn anew whenever one comes or goes.
  useRows(space, kind)
  const left = Math.max(0, most[kind] - [...useReplica().space(space).all(kind)].filter(isCounted).length)
  if (left > most[kind] / 10) return null
  return left === 0 ? say(`full-${kind}`, { most: most[kind] }) : say(`room-${kind}`, { count: left })
}
