import type { Language } from '@muster/core/contract/kinds.ts'
import type { Mail } from '../ports/mailer.ts'
import type { MailKind } from './queued.ts'
import { mailWords } from './words.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

/** A moment as people read it, where nobody knows their zone. */
const momentOf = (at: string, language: Language): string =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(at))} UTC`

/** A mail to somebody in their language, as text and as plain HTML: no picture, nothing that is fetched, one link. */
export const letterOf = (input: {
  readonly id: string
  readonly kind: MailKind
  readonly language: Language
  readonly person: { readonly name: string; readonly email: string }
  /** Where people reach this server. */
  readonly origin: string
  /** Where the link leads, below that. */
  readonly path: string
  /** The moment that it tells of. */
  readonly at: string
}): Mail => {
  const { id, kind, language, person, origin, path, at } = input
  const words = mailWords[language]
  const named = { ...person, host: new URL(origin).host, when: momentOf(at, language) }
  const { subject, before, action, after } = words[kind](named)
  const link = `${origin}${path}`
  const paragraph = (text: string) => `<p>${escaped(text)}</p>`
  const html = [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff"><div style="max-width:36em">',
    ...[words.hello(named), ...before].map(paragraph),
    `<p><a href="${escaped(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#fff;text-decoration:none">${escaped(action)}</a></p>`,
    `<p style="color:#555;font-size:14px;word-break:break-all">${escaped(link)}</p>`,
    ...after.map(paragraph),
    `<p style="color:#555;font-size:14px">${escaped(words.why(named))}</p>`,
    '</div></body></html>',
  ]
  // The line before the last is a signature's, as mail programs know it (RFC 3676).
  const text = [words.hello(named), ...before, `${action}:\n${link}`, ...after, `-- \n${words.why(named)}`].join('\n\n')
  return { id, to: person.email, subject, text: `${text}\n`, html: html.join('\n') }
}
