import { useEffect, useState } from 'react'
import { takeLeftBehind } from '../lib/tab-slots.ts'
import { keepLong } from './long-text.ts'

/**
 * What is typed where a text is edited, kept in this browser under a name from so many UTF-16 units on; null while nothing was. Each tab keeps
 * its own, and what a tab that is no more left behind is taken up by the next field that has nothing of its own.
 */
export const useKeptDraft = (name: string, max: number, from = max) => {
  const [kept] = useState(() => keepLong(name, max, from))
  const [text, setText] = useState(kept.text)
  useEffect(() => {
    let here = true
    void takeLeftBehind(name, (left) => {
      const taken = here ? kept.takeUp(left) : null
      if (taken !== null) setText(taken)
    })
    return () => {
      here = false
    }
  }, [kept, name])
  const write = (now: string | null): void => {
    kept.write(now)
    setText(now)
  }
  return { kept, text, write }
}
