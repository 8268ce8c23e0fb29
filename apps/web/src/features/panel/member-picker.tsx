import { useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { foldName } from '@muster/core/domain/label-name-id.ts'
import { useRow, useRows } from '../../replica/context.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Choices } from '../../ui/choices.tsx'
import { useTaskEdits } from './use-task-edits.ts'

/** Who does it: members of the space. */
export const MemberPicker = ({ space, id }: { space: string; id: string }) => {
  const members = useRows(space, 'member')
  const task = useRow(space, 'task', id)
  const edits = useTaskEdits(space)
  const [text, setText] = useState('')
  if (!task) return null
  const found = members.filter(({ name }) => foldName(name).includes(foldName(text)))
  return (
    <>
      <Choices
        label="Assignees"
        text={text}
        onText={setText}
        placeholder="Find a member"
        maxLength={limits.name}
        many
        choices={found.map((member) => {
          const on = task.assigneeIds.includes(member.id)
          return {
            id: member.id,
            text: member.name,
            on,
            mark: <Avatar name={member.name} />,
            choose: () => edits.toggle(id, 'assigneeIds', member.id, on ? 'Unassigned' : 'Assigned'),
          }
        })}
      />
      {found.length === 0 && <p className="px-2.5 py-3 text-[13px] text-quiet">No member has this in their name.</p>}
    </>
  )
}
