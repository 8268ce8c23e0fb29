import { useLayoutEffect } from 'react'
import { holdKeys } from '../tab/kept-keys.ts'
import { ViewFrame } from './view-frame.tsx'

const widths = ['62%', '84%', '48%', '71%', '56%']

/** A view whose code is on its way: its name at once, and where its rows will stand. Keys pressed meanwhile are meant for it. */
export const Coming = ({ name }: { name: string }) => {
  useLayoutEffect(() => holdKeys(), [])
  return (
    <ViewFrame name={name} busy>
      {widths.map((width) => (
        <div key={width} aria-hidden style={{ width }} className="my-4 h-5 rounded-sm bg-hover" />
      ))}
    </ViewFrame>
  )
}
