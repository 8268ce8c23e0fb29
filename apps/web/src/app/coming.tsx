import { useLayoutEffect } from 'react'
import { holdKeys } from '../tab/kept-keys.ts'

const widths = ['62%', '84%', '48%', '71%', '56%']

/** A view whose code is on its way: its name at once, and where its rows will stand. Keys pressed meanwhile are meant for it. */
export const Coming = ({ name = 'Muster' }: { name?: string | undefined }) => {
  useLayoutEffect(() => holdKeys(), [])
  return (
    <section aria-labelledby="view-title" aria-busy="true" className="view">
      <header className="head">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          {name}
        </h1>
      </header>
      <div aria-hidden className="page">
        {widths.map((width) => (
          <div key={width} style={{ width }} className="my-4 h-5 rounded-sm bg-hover" />
        ))}
      </div>
    </section>
  )
}
