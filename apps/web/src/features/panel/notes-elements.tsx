import { createElement, Fragment, type ReactNode } from 'react'
import { toBeRead } from '../../lib/to-be-read.ts'
import { say } from './say.ts'

/** Tags that notes can have. Whatever else the parser might make is shown as its text. */
const tags = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del hr br table thead tbody tr th td'.split(' '))
const safeLink = /^(?:https?:|mailto:)/i
/** What may stand in a box. An end of line there is in no line, and is left alone. */
const marks = /^[ xX\t]$/

/**
 * The HTML that `markdownToHtml` made of a text, as elements. Safe by construction: only known tags are made, with no attribute of the text's own
 * but `href` (http, https, mailto) and the start of a numbered list. `onCheck` hears of a box by the place of its mark in the text.
 * @param shown the text as it is now: where it is as long as the one that was laid out, its boxes are as they stand in it
 */
export const notesElements = (html: string, text: string, shown: string, onCheck?: (at: number, on: boolean) => void): ReactNode => {
  let key = 0
  const children = (node: Node): ReactNode[] => [...node.childNodes].map(element)
  const element = (node: Node): ReactNode => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue
    if (!(node instanceof Element)) return null
    const tag = node.tagName.toLowerCase()
    if (tag === 'a') {
      const href = node.getAttribute('href') ?? ''
      if (!safeLink.test(href)) return <Fragment key={key++}>{children(node)}</Fragment>
      return (
        <a key={key++} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children(node)}
        </a>
      )
    }
    if (tag === 'input') {
      const at = Number(node.getAttribute('data-at'))
      const on = shown.length === text.length ? shown[at] !== ' ' && shown[at] !== '\t' : node.hasAttribute('checked')
      const label = node.parentElement?.textContent?.trim().split('\n')[0] || say('notes-box')
      return (
        // A finger hits what stands around the box as well.
        <label key={key++} className="tick">
          <input type="checkbox" aria-label={label} checked={on} disabled={!onCheck || !marks.test(text[at] ?? '')} onChange={() => onCheck?.(at, !on)} />
        </label>
      )
    }
    if (!tags.has(tag)) return <Fragment key={key++}>{children(node)}</Fragment>
    const start = tag === 'ol' ? { start: Number(node.getAttribute('start') ?? 1) } : {}
    const inner = tag === 'hr' || tag === 'br' ? [] : children(node)
    return createElement(tag, { key: key++, ...start }, ...inner)
  }
  return <>{children(new DOMParser().parseFromString(toBeRead(html), 'text/html').body)}</>
}
