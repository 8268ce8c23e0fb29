import { useState } from 'react'
import { priorities, type Priority } from '@muster/core/contract/kinds.ts'
import { Menu } from '../../ui/menu.tsx'
import type { Command } from './model/keys.ts'
import { priorityWords } from '../../ui/task-marks.tsx'

/** What can be done with all selected tasks, in thumb's reach. */
export const SelectionBar = ({
  count,
  run,
  onPriority,
  onClear,
}: {
  count: number
  run: (command: Command) => void
  onPriority: (priority: Priority) => void
  onClear: () => void
}) => {
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number } | null>(null)
  const button = 'min-h-11 rounded-md px-2.5 hover:bg-hover lg:min-h-8'
  return (
    <div
      role="toolbar"
      aria-label="Selected tasks"
      className="fixed inset-x-0 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-10 mx-auto flex w-fit max-w-[calc(100vw-1rem)] items-center overflow-x-auto whitespace-nowrap rounded-lg border border-line bg-raised p-1 text-[13px] shadow-float"
    >
      <span className="px-2 font-medium tabular-nums">
        {count}
        <span className="max-sm:sr-only"> selected</span>
      </span>
      <button className={button} onClick={() => run('done')}>
        Done
      </button>
      <button className={button} onClick={() => run('schedule')}>
        Due
      </button>
      <button
        className={button}
        onClick={(event) => {
          const { left, top } = event.currentTarget.getBoundingClientRect()
          setMenu({ x: left, y: top - 180 })
        }}
      >
        Priority
      </button>
      <button className={button} onClick={() => run('move')}>
        Move
      </button>
      <button className={`${button} text-alert`} onClick={() => run('trash')}>
        Delete
      </button>
      <button aria-label="Clear the selection" className={`${button} text-quiet`} onClick={onClear}>
        ×
      </button>
      {menu && (
        <Menu
          label="Priority"
          at={menu}
          onClose={() => setMenu(null)}
          items={priorities.map((one) => ({ label: priorityWords[one], run: () => onPriority(one) }))}
        />
      )}
    </div>
  )
}
