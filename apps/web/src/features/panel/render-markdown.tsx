import { createElement, Fragment, type ReactNode } from 'react'
import { micromark, parse, postprocess, preprocess } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { toBeRead } from '../../lib/to-be-read.ts'

// Pictures are off: they would tell other servers who reads. HTML is text.
const extension = [gfm(), { disable: { null: ['labelStartImage', 'htmlFlow', 'htmlText'] } }]

/** Tags that notes can have. Whatever else the parser might make is shown as its text. */
const tags = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del hr br table thead tbody tr th td'.split(' '))
const safeLink = /^(?:https?:|mailto:)/i

/** Where each `[ ]` of a task list stands in the text: the place of the character between the brackets. */
const checkPlaces = (text: string): readonly number[] =>
  postprocess(
    parse({ extensions: extension })
      .document()
      .write(preprocess()(text, undefined, true)),
  ).flatMap(([what, token]) => (what === 'enter' && (token.type as string) === 'taskListCheck' ? [token.start.offset + 1] : []))

/** The text with one check mark set or taken away. */
const toggled = (text: string, at: number): string => `${text.slice(0, at)}${text[at] === ' ' ? 'x' : ' '}${text.slice(at + 1)}`

/**
 * Markdown (with tables, task lists, strikethrough and bare links) as elements. Safe by construction: only known tags
 * are made, with no attribute of the text's own but `href` (http, https, mailto) and the start of a numbered list.
 */
export const renderMarkdown = (text: string, onChange?: (text: string) => void): ReactNode => {
  const places = onChange ? checkPlaces(text) : []
  let checks = 0
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
      const at = places[checks++]
      const label = node.parentElement?.textContent?.trim().split('\n')[0] || 'Item'
      return (
        <input
          key={key++}
          type="checkbox"
          aria-label={label}
          checked={node.hasAttribute('checked')}
          disabled={at === undefined}
          onChange={() => at !== undefined && onChange?.(toggled(text, at))}
        />
      )
    }
    if (!tags.has(tag)) return <Fragment key={key++}>{children(node)}</Fragment>
    const start = tag === 'ol' ? { start: Number(node.getAttribute('start') ?? 1) } : {}
    const inner = tag === 'hr' || tag === 'br' ? [] : children(node)
    return createElement(tag, { key: key++, ...start }, ...inner)
  }
  const html = micromark(text, { extensions: extension, htmlExtensions: [gfmHtml()] })
  return <>{children(new DOMParser().parseFromString(toBeRead(html), 'text/html').body)}</>
}
