import { useLayoutEffect, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { windowOf } from './model/windowing.ts'

const sparePx = 400

/** First and last row to draw of a list that lies in the page, or in something that scrolls there. */
export const useWindow = (element: RefObject<HTMLElement | null>, offsets: Float64Array): readonly [number, number] => {
  const [range, setRange] = useState<readonly [number, number]>(() => windowOf(offsets, 0, innerHeight, sparePx))
  useLayoutEffect(() => {
    const measure = () => {
      const top = -(element.current?.getBoundingClientRect().top ?? 0)
      const next = windowOf(offsets, top, innerHeight, sparePx)
      setRange((now) => (now[0] === next[0] && now[1] === next[1] ? now : next))
    }
    // Drawn in the frame that scrolls, else that frame would show a gap.
    const onScroll = () => flushSync(measure)
    measure()
    addEventListener('scroll', onScroll, { capture: true, passive: true })
    addEventListener('resize', measure)
    return () => {
      removeEventListener('scroll', onScroll, { capture: true })
      removeEventListener('resize', measure)
    }
  }, [element, offsets])
  return range
}
