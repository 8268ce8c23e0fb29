import type { ReactNode } from 'react'
import { CheckIcon, ChevronIcon, icon, MenuIcon, MoreIcon, PlusIcon } from './icons.tsx'
import { InboxIcon, MinusIcon, TodayIcon, TrashIcon } from './more-icons.tsx'
import { PriorityMark } from './task-marks.tsx'

const turned = (Drawn: () => ReactNode, turn: string) => () => (
  <span className={turn}>
    <Drawn />
  </span>
)
const Back = icon(<path d="M5.5 3.5 2.5 6.5l3 3M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7.5" />)
const Arrow = icon(<path d="M8 13V3M4 7l4-4 4 4" />)
const ToEnd = icon(<path d="M8 13.5V6M4.5 9.5 8 6l3.5 3.5M3.5 3h9" />)
const Page = icon(<path d="m4 7.5 4-4 4 4M4 12.5l4-4 4 4" />)
const Extend = icon(<path d="M8 13.5V8M5 11l3-3 3 3M3 3h10v2.5H3Z" />)
const Indent = icon(<path d="M2.5 3.5h11M8 8h5.5M2.5 12.5h11M2.5 6.5 4.5 8l-2 1.5" />)

/** Drawings by what they are of: what is told of elsewhere, such as a command, has one by its name. */
const drawings = {
  arrow: Arrow,
  'arrow-down': turned(Arrow, 'rotate-180'),
  back: Back,
  bars: MenuIcon,
  box: icon(
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2" />
      <path d="m5.5 8 1.8 1.8 3.4-3.6" />
    </>,
  ),
  boxes: icon(<path d="M5.5 5.5h8v8h-8ZM10.5 2.5h-8v8m5.2-1 1.3 1.3 2.4-2.6" />),
  calendar: TodayIcon,
  check: icon(
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m5.7 8.2 1.6 1.6 3-3.3" />
    </>,
  ),
  chevron: ChevronIcon,
  'chevron-down': turned(ChevronIcon, 'rotate-90'),
  cross: icon(
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m6.2 6.2 3.6 3.6m0-3.6L6.2 9.8" />
    </>,
  ),
  extend: Extend,
  'extend-down': turned(Extend, 'rotate-180'),
  flag: icon(<path d="M4 14V2.5h8L10 5.5l2 3H4" />),
  forth: turned(Back, '-scale-x-100'),
  help: icon(
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6.4 6.4A1.7 1.7 0 1 1 8 8.5M8 11h.01" />
    </>,
  ),
  inbox: InboxIcon,
  indent: Indent,
  minus: MinusIcon,
  more: MoreIcon,
  open: icon(<path d="M2.5 3.5h11v9h-11ZM9 3.5v9" />),
  outdent: turned(Indent, '-scale-x-100'),
  page: Page,
  'page-down': turned(Page, 'rotate-180'),
  pen: icon(<path d="m10.5 3 2.5 2.5L6 12.5l-3 .5.5-3ZM9 4.5 11.5 7" />),
  person: icon(
    <>
      <circle cx="8" cy="5.5" r="2.5" />
      <path d="M3 13.5c.4-2.7 2.2-4 5-4s4.6 1.3 5 4" />
    </>,
  ),
  plus: PlusIcon,
  'plus-above': icon(<path d="M8 2.5v5M5.5 5h5M3 10.5h10M3 13.5h6" />),
  'plus-below': icon(<path d="M3 2.5h6M3 5.5h10M8 8.5v5M5.5 11h5" />),
  'priority-1': () => <PriorityMark priority={1} />,
  'priority-2': () => <PriorityMark priority={2} />,
  'priority-3': () => <PriorityMark priority={3} />,
  'priority-4': () => <PriorityMark priority={4} />,
  send: icon(<path d="M9.5 3.5h4v9h-4M2.5 8h7M6.5 5l3 3-3 3" />),
  tag: icon(<path d="M2.5 3h5l6 6-4.5 4.5-6-6ZM5.5 6h.01" />),
  tick: CheckIcon,
  'to-end': turned(ToEnd, 'rotate-180'),
  'to-start': ToEnd,
  trash: TrashIcon,
} satisfies Readonly<Record<string, () => ReactNode>>
export type IconName = keyof typeof drawings

export const NamedIcon = ({ name }: { readonly name: IconName }) => {
  const Drawn = drawings[name]
  return <Drawn />
}
