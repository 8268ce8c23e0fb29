import { PlusIcon } from '../../ui/icons.tsx'

/** Adds from wherever the view is scrolled to: in thumb's reach on a phone, by `q` everywhere. */
export const AddButton = ({ label, onAdd }: { label: string; onAdd: () => void }) => (
  <button aria-label={label} onClick={onAdd} className="fab grid size-14 place-items-center rounded-full bg-accent text-on-accent shadow-float lg:hidden">
    <span className="scale-150">
      <PlusIcon />
    </span>
  </button>
)
