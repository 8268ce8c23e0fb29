import type { ReactNode } from 'react'
import { ChevronIcon } from './icons.tsx'

/** What opens and closes the `details` that it stands in. Laid out as a row, it would lose the browser's own mark: it has the one of folded rows. */
export const Summary = ({ look = '', children }: { look?: string; children: ReactNode }) => (
  <summary className={`-ml-1.5 flex min-h-11 w-fit cursor-pointer items-center gap-0.5 rounded-md pr-1 lg:min-h-8 ${look}`}>
    <span className="transition-transform duration-150 [[open]>summary>&]:rotate-90">
      <ChevronIcon />
    </span>
    {children}
  </summary>
)
