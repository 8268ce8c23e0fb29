import type { ReactNode } from 'react'

/** A view that cannot be shown itself: its name stands where that of every view does, and what is said of it where its text would. */
export const ViewFrame = ({ name, busy, children }: { name: string; busy?: boolean; children: ReactNode }) => (
  <section aria-labelledby="view-title" aria-busy={busy} className="view">
    <header className="head">
      <h1 id="view-title" className="text-xl font-semibold tracking-tight">
        {name}
      </h1>
    </header>
    <div className="page">{children}</div>
  </section>
)
