import { useEffect } from 'react'
import { build as messages } from '../messages/en/build.ts'
import { say as sayPage } from '../messages/page.ts'
import { words } from '../messages/words.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { askForBuild, useNewBuild } from '../tab/new-build.ts'
import { showToastLater } from '../tab/toast.ts'
import { reloadWhenStored, useReloading } from '../tab/reload.ts'

const say = words('build', messages)

const wide = matchMedia('(min-width: 64rem)')

const ReloadButton = ({ look, children }: { look: string; children: string }) => {
  const replica = useReplica()
  const reloading = useReloading((state) => state.reloading)
  const { waiting } = useSync()
  if (reloading) return <p role="status">{waiting > 0 ? say('reloading-once', { count: waiting }) : say('reloading')}</p>
  return (
    <button onClick={() => void reloadWhenStored(replica)} className={look}>
      {children}
    </button>
  )
}

/** Offers the build that is stored beside this page's, in the line about sync; on a phone once at the foot, too, for that line is in the drawer. */
export const NewBuild = () => {
  const ready = useNewBuild((state) => state.ready)
  const { outdated } = useSync()
  useEffect(() => (ready && !wide.matches ? showToastLater(say('ready'), 'reload') : undefined), [ready])
  // Without a later build here, and without a network, the page would come back as it is.
  if (!ready && !(outdated && navigator.onLine)) return null
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      {!outdated && <p>{say('ready-line')}</p>}
      <ReloadButton look="min-h-11 text-accent underline lg:min-h-6">{sayPage('reload')}</ReloadButton>
    </div>
  )
}

/** Stands in the place of a view when a later build has opened what this browser stores, and nothing else can be shown either. */
export const NewerBuild = () => {
  const ready = useNewBuild((state) => state.ready)
  const { online, waiting } = useSync()
  useEffect(() => void askForBuild(), [online])
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          {say('updated')}
        </h1>
      </header>
      <div className="page max-w-prose text-sm text-quiet">
        <p>{say('updated-text')}</p>
        {waiting > 0 && <p className="mt-2">{say('updated-waiting', { count: waiting })}</p>}
        {ready || online ? (
          <div className="mt-4">
            <ReloadButton look="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-8">{say('load')}</ReloadButton>
          </div>
        ) : (
          <p className="mt-2">{say('no-connection')}</p>
        )}
      </div>
    </section>
  )
}
