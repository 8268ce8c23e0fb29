import { useState } from 'react'
import { useRoute } from 'wouter'
import { Sidebar } from '../features/lists/sidebar.tsx'
import { TaskList } from '../features/tasks/task-list.tsx'
import { useReplica, useRows, useSync } from '../replica/context.ts'
import { SyncLine } from './sync-line.tsx'

/** Sidebar and list; on a phone the sidebar is a drawer. */
export const Shell = ({ onSignOut }: { onSignOut: () => void }) => {
  const { person } = useReplica()
  const { lists } = useRows()
  const { waiting, loaded } = useSync()
  const [drawer, setDrawer] = useState(false)
  const [, params] = useRoute('/list/:id')
  const id = params?.id ?? person
  const list = lists.find((one) => one.id === id && one.deletedAt === null)
  const signOut = () => {
    if (waiting === 0 || confirm(`${waiting} changes are not on the server yet and would be lost. Sign out all the same?`)) onSignOut()
  }
  return (
    <div className="lg:grid lg:grid-cols-[240px_1fr]">
      <header className="flex h-12 items-center border-b border-line px-2 lg:hidden">
        <button aria-label="Lists" aria-expanded={drawer} onClick={() => setDrawer(!drawer)} className="grid size-11 place-items-center text-lg">☰</button>
        <span className="font-semibold">Muster</span>
      </header>
      <aside className={`${drawer ? 'flex' : 'hidden'} fixed inset-0 top-12 z-10 flex-col bg-side lg:sticky lg:inset-auto lg:top-0 lg:flex lg:h-dvh lg:border-r lg:border-line`}>
        <div className="min-h-0 flex-1 overflow-auto p-3" onClick={(event) => (event.target as HTMLElement).closest('a') && setDrawer(false)}>
          <Sidebar current={id} />
        </div>
        <SyncLine />
        <button onClick={signOut} className="px-3 pb-4 text-left text-[13px] text-quiet hover:text-text">Sign out</button>
      </aside>
      <main>
        {list ? <TaskList key={list.id} list={list} /> : (
          <section className="p-8">
            <h1 className="text-xl font-semibold">{loaded ? 'This list is not here' : 'Muster'}</h1>
            <p className="mt-2 text-sm text-quiet">{loaded ? 'It was deleted, or it belongs to another account.' : 'Fetching your tasks …'}</p>
          </section>
        )}
      </main>
    </div>
  )
}
