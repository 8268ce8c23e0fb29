import { cspReport } from '@muster/core/contract/endpoints/csp.ts'
import type { Routes } from './endpoint.ts'
import { patternOf } from './page-paths.ts'

const minuteMs = 60_000
/** Whoever can send one can send many: the log takes so many a minute, and counts the rest. */
const perMinute = 20

/** What a report says of an address, as it may stand in a log: links to invitations and what people look for are theirs. Words such as `inline` stay. */
const told = (text: string | undefined): string | undefined => {
  if (text === undefined || /^[a-z-]{0,40}$/.test(text)) return text
  const url = URL.parse(text)
  if (!url) return 'unreadable'
  return url.origin === 'null' ? url.protocol : `${url.origin}${patternOf(url.pathname)}`
}

/** Writes what browsers report to the log, a JSON line each: a script that our policy blocked is a fault of ours, or an attack. */
export const registerCspReports = (routes: Routes, deps: { readonly now: () => Date; readonly log?: (line: string) => void }) => {
  const { now, log = (line: string) => console.warn(line) } = deps
  let since = 0
  let taken = 0
  routes.add(cspReport)(({ body }) => {
    const at = now().getTime()
    if (at - since >= minuteMs) {
      if (taken > perMinute) log(JSON.stringify({ csp: 'more', untold: taken - perMinute }))
      since = at
      taken = 0
    }
    taken++
    const { 'blocked-uri': blocked, 'effective-directive': directive, 'document-uri': page, 'source-file': source, 'line-number': line } = body['csp-report']
    if (taken <= perMinute)
      log(JSON.stringify({ csp: 'blocked', directive: told(directive), blocked: told(blocked), page: told(page), source: told(source), line }))
    return { status: 204, body: null }
  })
}
