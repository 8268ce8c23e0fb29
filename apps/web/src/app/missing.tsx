import type { ReactNode } from 'react'
import { Link } from '../lib/link.tsx'
import { addressOf, nowhere } from '../lib/routes.ts'
import { missing } from '../messages/en/missing.ts'
import { say as sayPage } from '../messages/page.ts'
import { words } from '../messages/words.ts'
import { ViewFrame } from './view-frame.tsx'

const say = words('missing', missing)

const Plain = ({ title, children }: { title: string; children: ReactNode }) => (
  <ViewFrame name={title}>
    <p className="text-sm text-quiet">{children}</p>
  </ViewFrame>
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
        <span className="late">{sayPage('fetching')}</span>
      </Plain>
    )
  if (what === 'away') return <Plain title="Muster">{sayPage('away')}</Plain>
  if (what === 'address')
    return (
      <Plain title={nowhere()}>
        {say('address-text')} <To href={addressOf('inbox')}>{say('inbox')}</To>
      </Plain>
    )
  return (
    <Plain title={say('list')}>
      {what === 'trashed' ? (
        <>
          {say('trashed')} <To href={addressOf('trash')}>{say('trash')}</To>
        </>
      ) : (
        <>
          {say('list-text')} <To href={addressOf('inbox')}>{say('inbox')}</To>
        </>
      )}
    </Plain>
  )
}
