import { useEffect } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { priorityWords } from '../../ui/task-marks.tsx'

const holdsMs = 1_000
const order = [1, 2, 3, 4, 0] as const

/** What the second key may be, as long as it is waited for. */
export const PriorityChord = ({ onEnd }: { onEnd: () => void }) => {
  useEffect(() => {
    announce(`Priority: ${order.map((one) => `${one} ${priorityWords[one]}`).join(', ')}`)
    const timer = setTimeout(onEnd, holdsMs)
    return () => clearTimeout(timer)
    // Counted from the first key, however often the list is drawn meanwhile.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <div className="selection flex flex-wrap justify-center gap-x-4 rounded-lg border border-line bg-raised px-4 py-2 text-[13px] shadow-float">
      {order.map((one) => (
        <span key={one} className="whitespace-nowrap">
          <kbd className="mr-1.5 font-sans font-semibold">{one}</kbd>
          {priorityWords[one]}
        </span>
      ))}
    </div>
  )
}
