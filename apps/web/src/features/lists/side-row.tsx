import type { ReactNode, Ref } from 'react'
import { Link } from '../../lib/link.tsx'
import { region } from '../../messages/language.ts'
import { say } from './say.ts'

/** How a line of the sidebar looks, and what it holds: a mark, a name, a count, and at its end what can be done with it. */
export const SideRow = ({
  href,
  current,
  mark,
  name,
  count = 0,
  menu,
  line,
  indent = false,
  row,
  onKeyDown,
}: {
  href: string
  current: boolean
  mark: ReactNode
  name: string
  count?: number
  menu?: ReactNode
  /** Where something dragged would land. */
  line?: 'before' | 'after' | undefined
  indent?: boolean
  row?: Ref<HTMLDivElement>
  onKeyDown?: (event: React.KeyboardEvent) => void
}) => (
  <div ref={row} className={`group relative flex items-center rounded-md ${current ? 'bg-chosen font-medium' : 'hover:bg-hover'} ${indent ? 'ml-4' : ''}`}>
    <Link
      href={href}
      draggable={false}
      aria-current={current ? 'page' : undefined}
      onKeyDown={onKeyDown}
      className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2.5 lg:min-h-8"
    >
      <span className="grid w-4 shrink-0 place-items-center text-quiet">{mark}</span>
      <span data-title className="min-w-0 flex-1 truncate">
        {name}
      </span>
      {count > 0 && (
        <span className={`text-xs font-normal tabular-nums text-quiet ${menu ? 'lg:group-hover:hidden lg:group-focus-within:hidden' : ''}`}>
          {count.toLocaleString(region())}
          <span className="sr-only"> {say('open')}</span>
        </span>
      )}
    </Link>
    {menu}
    {line && <span aria-hidden className={`pointer-events-none absolute inset-x-1 h-0.5 rounded bg-accent ${line === 'before' ? '-top-px' : '-bottom-px'}`} />}
  </div>
)
