import type { ReactNode } from 'react'
import { Link } from '../lib/router.tsx'
import { addressOf, nowhere } from '../lib/routes.ts'

const Plain = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-labelledby="view-title" className="view">
    <header className="head">
      <h1 id="view-title" className="text-xl font-semibold tracking-tight">
        {title}
      </h1>
    </header>
    <p className="page text-sm text-quiet">{children}</p>
  </section>
)
const To = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} className="text-accent underline underline-offset-4">
    {children}
  </Link>
)

/** What an address leads to that leads nowhere, and what is still on its way. */
export const Missing = ({ what }: { what: 'address' | 'list' | 'trashed' | 'coming' | 'away' }) => {
  if (what === 'coming')
    return (
      <Plain title="Muster">
        <span className="late">Fetching your tasks …</span>
      </Plain>
    )
  if (what === 'away') return <Plain title="Muster">The server cannot be reached. Your tasks come as soon as it can.</Plain>
  if (what === 'address')
    return (
      <Plain title={nowhere}>
        It may have been mistyped. Choose a list, or <To href={addressOf('inbox')}>go to the Inbox</To>.
      </Plain>
    )
  return (
    <Plain title="This list is not here">
      {what === 'trashed' ? (
        <>
          It is in the <To href={addressOf('trash')}>trash</To>, and can be restored there.
        </>
      ) : (
        'It was deleted, or it belongs to another account.'
      )}
    </Plain>
  )
}
