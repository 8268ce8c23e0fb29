import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { DocByKind, SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import { joined } from './signals.ts'
import type { MySpace, Replica, SyncState } from './replica.ts'

export const ReplicaContext = createContext<Replica | null>(null)

/** The signed-in person's replica; only screens behind sign-in ask for it. */
export const useReplica = (): Replica => {
  const replica = useContext(ReplicaContext)
  if (!replica) throw new Error('No replica above this screen')
  return replica
}

/** What is told of the state of sync: `select` names what of it is shown, and only a change of that draws anything. */
export const useSync = <V = SyncState>(select: (state: SyncState) => V = (state) => state as V): V => {
  const { subscribeSync, sync } = useReplica()
  return useSyncExternalStore(subscribeSync, () => select(sync()))
}
export const useLoaded = (): boolean => useSync(({ loaded }) => loaded)
export const useOnline = (): boolean => useSync(({ online }) => online)

/** The person's spaces, their own first, the others by name. */
export const useSpaces = (): readonly MySpace[] => {
  const { subscribeSpaces, spaces } = useReplica()
  return useSyncExternalStore(subscribeSpaces, spaces)
}

/** The space that holds a list; undefined while none of those that are here does. */
export const useSpaceOfList = (listId: string): string | undefined => {
  const replica = useReplica()
  const ids = useSpaces()
    .map(({ id }) => id)
    .join()
  const rows = useMemo(() => ids.split(',').map((id) => replica.space(id)), [replica, ids])
  return useSyncExternalStore(
    useCallback(
      (listener) =>
        joined(
          rows.map(({ indexes }) => indexes.ordered.list.signal.subscribe),
          listener,
        ),
      [rows],
    ),
    useCallback(() => rows.find(({ get }) => get('list', listId))?.space, [rows, listId]),
  )
}

/** One row as it stands now; drawn again only when this row changed. */
export const useRow = <K extends Kind>(space: string, kind: K, id: string): DocByKind[K] | undefined => {
  const rows = useReplica().space(space)
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribeRow(id, listener), [rows, id]),
    useCallback(() => rows.get(kind, id), [rows, kind, id]),
  )
}

/** All living rows of a kind, in order: members by name, the others as people arranged them. */
export const useRows = <K extends 'list' | 'folder' | 'section' | 'label' | 'member'>(space: string, kind: K): readonly DocByKind[K][] => {
  const sorted = useReplica().space(space).indexes.ordered[kind]
  return useSyncExternalStore(sorted.signal.subscribe, sorted.read as () => readonly DocByKind[K][])
}

/**
 * How the person wants to see things; undefined until their own space is here.
 * @public
 */
export const useMine = (): SettingsDoc | undefined => {
  const { person } = useReplica()
  return useRow(person, 'settings', person)
}
