import { MoreIcon } from '../../ui/icons.tsx'

/** Opens the menu of a line of the sidebar; on wide screens it comes with the pointer or the focus. */
export const MoreButton = ({ label, onOpen }: { label: string; onOpen: (at: { readonly x: number; readonly y: number }) => void }) => (
  <button
    aria-label={label}
    aria-haspopup="menu"
    onClick={({ currentTarget }) => {
      const { left, bottom } = currentTarget.getBoundingClientRect()
      onOpen({ x: left, y: bottom + 2 })
    }}
    className="grid size-11 shrink-0 place-items-center rounded-md text-quiet hover:text-text lg:pointer-fine:absolute lg:pointer-fine:right-0 lg:size-8 lg:pointer-fine:opacity-0 lg:pointer-fine:focus:opacity-100 lg:pointer-fine:group-hover:opacity-100"
  >
    <MoreIcon />
  </button>
)
