import { useState } from 'react'
import { foldName } from '@muster/core/domain/fold-name.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import { useTasksVersion } from '../../replica/use-counts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Choices } from '../../ui/choices.tsx'
import { setMark } from './toggles.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { say } from './say.ts'

/** Who does it: members of the space. One is on when all of the tasks are theirs. */
export const MemberPicker = ({ space, ids }: { space: string; ids: readonly string[] }) => {
  const replica = useReplica()
  const members = useRows(space, 'member')
  useTasksVersion(space)
  const [text, setText] = useState('')
  const tasks = ids.flatMap((id) => replica.get(space, 'task', id) ?? [])
  const found = members.filter(({ name }) => foldName(name).includes(foldName(text)))
  return (
    <>
      <Choices
        label={say('assignees')}
        text={text}
        onText={setText}
        placeholder={say('members-find')}
        many
        choices={found.map(({ id, name }) => {
          const on = tasks.every(({ assigneeIds }) => assigneeIds.includes(id))
          return {
            id,
            text: name,
            on,
            mark: <Avatar name={name} />,
            choose: () => setMark(replica, space, tasks, 'assigneeIds', [id], !on, sayStep(on ? 'unassigned' : 'assigned')),
          }
        })}
      />
      {found.length === 0 && <p className="px-2.5 py-3 text-[13px] text-quiet">{say('members-none')}</p>}
    </>
  )
}
