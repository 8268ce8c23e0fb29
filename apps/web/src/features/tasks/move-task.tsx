import { useReplica } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { sendTasks } from './send.ts'
import { say } from './say.ts'

/** Asks where one task should go, and moves it. */
export const MoveTask = ({ space, id, onMoved, onClose }: { space: string; id: string; onMoved: (space: string) => void; onClose: () => void }) => {
  const replica = useReplica()
  return (
    <MoveDialog
      count={1}
      onClose={onClose}
      onMove={(to, name) => {
        sendTasks(replica, [{ space, id }], to)
        announce(say('moved-to', { name }))
        onMoved(to.space)
      }}
    />
  )
}
