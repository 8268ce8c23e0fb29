import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

// Pictures are off: they would tell other servers who reads. HTML is text.
const extensions = [gfm(), { disable: { null: ['labelStartImage', 'htmlFlow', 'htmlText'] } }]
/** More elements than this are not put on a page: a short text can ask for millions, such as by a table with a row of many columns. */
const mostTags = 10_000
/** Left out of what is parsed, and counted in no place. */
const byteOrderMark = '\uFEFF'

/**
 * Markdown (with tables, task lists, strikethrough and bare links) as HTML that is to be read, and never shown as it is. A check box says in
 * `data-at` where the character between its brackets stands: told by the pass that makes it, since notes at the foot come in another order than they
 * were written in, or not at all. Null where it would be more than a page should hold.
 */
export const markdownToHtml = (text: string): string | null => {
  const shift = text.startsWith(byteOrderMark) ? 2 : 1
  const html = micromark(text, {
    extensions,
    htmlExtensions: [
      gfmHtml(),
      {
        enter: {
          // A name that the types of the parser do not know; the extension makes tokens of it.
          ['taskListCheck' as 'paragraph'](token) {
            this.tag(`<input type="checkbox" data-at="${token.start.offset + shift}" `)
          },
        },
      },
    ],
  })
  let tags = 0
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) if (html[at + 1] !== '/' && ++tags > mostTags) return null
  return html
}
