import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Replica } from './replica.ts'

export const ReplicaContext = createContext<Replica | null>(null)

/** The signed-in person's replica; only screens behind sign-in ask for it. */
export const useReplica = (): Replica => {
  const replica = useContext(ReplicaContext)
  if (!replica) throw new Error('No replica above this screen')
  return replica
}
export const useRows = () => {
  const { subscribe, view } = useReplica()
  return useSyncExternalStore(subscribe, view)
}
export const useSync = () => {
  const { subscribe, sync } = useReplica()
  return useSyncExternalStore(subscribe, sync)
}
