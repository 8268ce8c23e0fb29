import { useState } from 'react'

/** What a popover is open beside, and for what: null while it is shut. */
export const useAnchor = <What extends string>() => {
  const [open, setOpen] = useState<{ readonly what: What; readonly anchor: HTMLElement } | null>(null)
  return {
    open,
    shut: () => setOpen(null),
    opener: (what: What) => (event: { readonly currentTarget: HTMLElement }) => setOpen({ what, anchor: event.currentTarget }),
  }
}
