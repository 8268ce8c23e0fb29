import { useState, type RefObject } from 'react'
import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { reachSince } from '@muster/core/domain/reach.ts'
import { serverNow } from '../../lib/server-clock.ts'
import { OlderInList } from '../../tab/older.tsx'
import { announce } from '../../ui/announcer.tsx'
import { EmptyList } from './empty-list.tsx'
import type { GridHandle } from './task-grid.tsx'
import { useMayWrite } from './use-may-write.ts'

interface Props {
  readonly space: string
  readonly list: ListDoc
  readonly empty: boolean
  readonly showDone: boolean
  readonly grid: RefObject<GridHandle | null>
}
/** Behind the last row of a list: what an empty one is for, and what was done long ago. */
export const ListEnd = ({ space, list, empty, showDone, grid }: Props) => {
  const mayWrite = useMayWrite(space)
  // What is empty may have been full: what was done long ago is the only thing that it has then.
  const [isOld] = useState(() => list.createdAt < reachSince(serverNow()))
  const come = (said: string) => {
    grid.current?.followAtOnce()
    announce(said)
  }
  return (
    <>
      {empty && <EmptyList inbox={list.inbox} {...(mayWrite ? { onAdd: () => grid.current?.focus('add') } : {})} />}
      {(showDone || (empty && isOld)) && (
        // Its words begin where those of the line that shows what is done do.
        <div className="pl-7 lg:pl-6">
          <OlderInList key={list.id} space={space} listId={list.id} onCome={come} />
        </div>
      )}
    </>
  )
}
