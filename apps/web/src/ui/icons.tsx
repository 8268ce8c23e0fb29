import type { ReactNode } from 'react'

const icon = (drawing: ReactNode) => () => (
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
export const InboxIcon = icon(<path d="M2.5 9.5 4 3.5h8l1.5 6v3h-11v-3Zm0 0h3.2l1 1.5h2.6l1-1.5h3.2" />)
export const TodayIcon = icon(
  <>
    <rect x="2.5" y="3.5" width="11" height="10" rx="1.5" />
    <path d="M2.5 6.5h11M5.5 2v2.5M10.5 2v2.5" />
    <path strokeWidth="2" d="M8 10h.01" />
  </>,
)
export const TrashIcon = icon(<path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5" />)
export const GearIcon = icon(
  <>
    <circle cx="8" cy="8" r="2" />
    <path d="M8 2v1.6M8 12.4V14M2 8h1.6M12.4 8H14M3.8 3.8l1.1 1.1M11.1 11.1l1.1 1.1M12.2 3.8l-1.1 1.1M4.9 11.1l-1.1 1.1" />
  </>,
)
export const FolderIcon = icon(<path d="M2.5 12.5v-9h4l1.5 2h5.5v7h-11Z" />)
export const PeopleIcon = icon(
  <>
    <circle cx="6" cy="5.5" r="2.2" />
    <path d="M2 13c.3-2.4 1.8-3.7 4-3.7s3.7 1.3 4 3.7M10.5 3.5a2.2 2.2 0 0 1 0 4M12 9.7c1.2.5 1.9 1.6 2 3.3" />
  </>,
)
export const MenuIcon = icon(<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />)
