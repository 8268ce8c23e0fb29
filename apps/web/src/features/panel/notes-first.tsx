import { useCallback, useEffect, useState, type ReactNode } from 'react'

/** How long what stands below notes waits for them: ms. */
const longestMs = 500

/** Notes, and what stands below them: that is drawn together with them, or it would be moved when they come. */
export const NotesFirst = ({ notes, children }: { notes: (onStand: () => void) => ReactNode; children: ReactNode }) => {
  const [stand, setStand] = useState(false)
  const onStand = useCallback(() => setStand(true), [])
  useEffect(() => {
    const timer = setTimeout(onStand, longestMs)
    return () => clearTimeout(timer)
  }, [onStand])
  return (
    <>
      {notes(onStand)}
      {stand && children}
    </>
  )
}
