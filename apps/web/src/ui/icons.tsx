import type { ReactNode } from 'react'

/** A drawing of 16 px, in one stroke width. */
export const icon = (drawing: ReactNode) => () => (
  <svg
    aria-hidden
    viewBox="0 0 16 16"
    className="size-4 shrink-0"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {drawing}
  </svg>
)
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const MoreIcon = icon(<path strokeWidth="2" d="M3 8h.01M8 8h.01M13 8h.01" />)
export const ChevronIcon = icon(<path d="m6 4 4 4-4 4" />)
export const CheckIcon = icon(<path strokeWidth="2" d="m4 8.5 2.7 2.7L12 5.5" />)
export const CrossIcon = icon(<path d="m4.5 4.5 7 7m0-7-7 7" />)
export const NoteIcon = icon(<path d="M3 4.5h10M3 8h10M3 11.5h6" />)
export const SortIcon = icon(<path d="M5 3v10m0 0L2.5 10.5M5 13l2.5-2.5M11 13V3m0 0L8.5 5.5M11 3l2.5 2.5" />)
export const MenuIcon = icon(<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />)
