import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react'
import type { Row } from './model/rows.ts'

/** A little longer than rows take to where they go: ms. */
const glideMs = 250

/**
 * Rows that follow somebody's own command glide to where they go, unless what comes back was told that they keep still until the next one.
 * The grid says so only once some do: it has browsers work out the style of every row anew, twice.
 */
export const useGlide = (grid: RefObject<HTMLElement | null>, shown: readonly Row[], wasOwn: () => boolean) => {
  const still = useRef(false)
  const before = useRef(shown)
  useLayoutEffect(() => {
    const element = grid.current
    const moved = before.current !== shown
    before.current = shown
    if (!moved || still.current || !wasOwn() || !element) return
    const rest = () => element.removeAttribute('data-moving')
    element.setAttribute('data-moving', '')
    const timer = setTimeout(rest, glideMs)
    return () => {
      clearTimeout(timer)
      rest()
    }
  }, [grid, shown, wasOwn])
  return useCallback((keep: boolean) => {
    still.current = keep
  }, [])
}
