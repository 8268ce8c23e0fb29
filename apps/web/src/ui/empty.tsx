import type { ReactNode } from 'react'

/** What an empty place is for, in a small drawing and a sentence, and the one thing to do there. */
export const Empty = ({ drawing, children, action, onAction }: { drawing: ReactNode; children: ReactNode; action?: string; onAction?: () => void }) => (
  <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
    <svg aria-hidden viewBox="0 0 120 72" className="w-28" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      {drawing}
    </svg>
    <p className="max-w-xs text-sm text-balance text-quiet">{children}</p>
    {action && (
      <button onClick={onAction} className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-8">
        {action}
      </button>
    )}
  </div>
)
