import { useEffect, useMemo, useState } from 'react'
import { markdownToHtml } from './markdown.ts'

/** What is so short is laid out at once, whatever it is made of: UTF-16 units. Some texts take the square of their length, or worse. */
const short = 1_000
/** What takes longer elsewhere is given up: ms. */
const longest = 2_000

/** A text, and the HTML it was laid out as; null where that would be too much. */
interface Laid {
  readonly text: string
  readonly html: string | null
}

/** Lays a text out beside the page, in a worker of its own that ends with it. What this returns ends it early. */
const layOut = (text: string, done: (html: string | null) => void): (() => void) => {
  const worker = new Worker(new URL('./markdown-worker.ts', import.meta.url), { type: 'module' })
  const end = () => {
    clearTimeout(timer)
    worker.terminate()
  }
  const told = (html: string | null) => {
    end()
    done(html)
  }
  const timer = setTimeout(told, longest, null)
  worker.onmessage = ({ data }: MessageEvent<string | null>) => told(data)
  worker.onerror = (event) => {
    event.preventDefault()
    told(null)
  }
  worker.postMessage(text)
  return end
}

/** Markdown laid out: short texts at once, long ones beside the page and within a time. Until then the last one, or undefined. */
export const useMarkdown = (text: string): Laid | undefined => {
  const now = useMemo(() => (text.length <= short ? { text, html: markdownToHtml(text) } : undefined), [text])
  const [late, setLate] = useState<Laid>()
  useEffect(() => (now ? undefined : layOut(text, (html) => setLate({ text, html }))), [now, text])
  return now ?? late
}
