import { Empty } from '../../ui/empty.tsx'
import { say } from './say.ts'

const sheet = (
  <>
    <g className="text-edge">
      <rect x="14" y="8" width="92" height="56" rx="8" />
      <path d="M46 26h44M46 46h30" />
    </g>
    <g className="text-accent">
      <circle cx="31" cy="26" r="6" />
      <path d="m28.5 26 2 2 3.5-4" />
    </g>
    <circle cx="31" cy="46" r="6" className="text-quiet" />
  </>
)
const sun = (
  <>
    <path className="text-edge" d="M14 58h92M34 66h52" />
    <g className="text-accent">
      <path d="M44 58a16 16 0 0 1 32 0" />
      <path d="M60 34v-8M41.6 39.6l-5.6-5.6M78.4 39.6l5.6-5.6M33 54h-8M87 54h8" />
    </g>
  </>
)

/** What an empty list is for, and the one thing to do. */
export const EmptyList = ({ inbox, onAdd }: { inbox: boolean; onAdd?: () => void }) => (
  <Empty drawing={sheet} {...(onAdd ? { action: say('empty-add'), onAction: onAdd } : {})}>
    {say(inbox ? 'empty-inbox' : 'empty-list')}
  </Empty>
)
export const EmptyToday = ({ onAdd }: { onAdd: () => void }) => (
  <Empty drawing={sun} action={say('empty-today-add')} onAction={onAdd}>
    {say('empty-today')}
  </Empty>
)
