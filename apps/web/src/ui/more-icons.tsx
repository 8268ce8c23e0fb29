import { icon } from './icons.tsx'

// Those of the sidebar, the menus and the pages, which come after the first load.
export const MinusIcon = icon(<path d="M4 8h8" />)
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
export const NewFolderIcon = icon(<path d="M7.5 12.5h-5v-9h4l1.5 2h5.5v2.5M11.5 10v4M9.5 12h4" />)
export const PeopleIcon = icon(
  <>
    <circle cx="6" cy="5.5" r="2.2" />
    <path d="M2 13c.3-2.4 1.8-3.7 4-3.7s3.7 1.3 4 3.7M10.5 3.5a2.2 2.2 0 0 1 0 4M12 9.7c1.2.5 1.9 1.6 2 3.3" />
  </>,
)
