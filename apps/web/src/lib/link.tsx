import type { ComponentProps, MouseEvent } from 'react'
import { go } from './router.ts'
import { scrollBack } from './view-memory.ts'

/** A link within the page; with a modifier key or another button it is the browser's own. */
export const Link = ({ href, onClick, ...rest }: ComponentProps<'a'> & { readonly href: string }) => (
  <a
    href={href}
    onClick={(event: MouseEvent<HTMLAnchorElement>) => {
      onClick?.(event)
      if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (href !== location.pathname + location.search + location.hash) go(href)
      // To the section of this very address.
      else if (location.hash) scrollBack()
    }}
    {...rest}
  />
)
