import { lazy, Suspense, useMemo } from 'react'
import { useReplica } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { taskActions } from './actions.ts'

const MoveDialog = lazy(() => import('./task-dialogs.tsx').then((module) => ({ default: module.MoveDialog })))

/** Asks where one task should go, and moves it. */
export const MoveTask = ({ space, id, onClose }: { space: string; id: string; onClose: () => void }) => {
  const replica = useReplica()
  const actions = useMemo(() => taskActions(replica), [replica])
  return (
    <Suspense>
      <MoveDialog
        space={space}
        count={1}
        onClose={onClose}
        onMove={(listId, sectionId, to) => {
          actions.move(space, [id], listId, { parentId: null, sectionId, beforeId: null })
          announce(`Moved to ${to}`)
        }}
      />
    </Suspense>
  )
}
