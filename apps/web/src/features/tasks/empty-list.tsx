/** What an empty list is for, and the one thing to do. */
export const EmptyList = ({ inbox, onAdd }: { inbox: boolean; onAdd: () => void }) => (
  <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
    <svg aria-hidden viewBox="0 0 120 72" className="w-28" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <g className="text-line">
        <rect x="14" y="8" width="92" height="56" rx="8" />
        <path d="M46 26h44M46 46h30" />
      </g>
      <g className="text-accent">
        <circle cx="31" cy="26" r="6" />
        <path d="m28.5 26 2 2 3.5-4" />
      </g>
      <circle cx="31" cy="46" r="6" className="text-quiet" />
    </svg>
    <p className="max-w-xs text-sm text-quiet">
      {inbox ? 'The Inbox takes whatever comes to mind. Sort it into lists later.' : 'Tasks of this list stand here, in sections if you like.'}
    </p>
    <button onClick={onAdd} className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-8">
      Write the first one
    </button>
  </div>
)
