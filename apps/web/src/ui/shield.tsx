/** Around what floats on a phone: a press there closes it and does nothing else. What browsers do by themselves would press what lies below, too. */
export const Shield = ({ onClose }: { onClose: () => void }) => (
  <div
    aria-hidden
    className="fixed inset-0 -z-10 touch-none lg:hidden"
    onClick={({ currentTarget, clientY }) => clientY < (currentTarget.parentElement?.getBoundingClientRect().top ?? 0) && onClose()}
  />
)
