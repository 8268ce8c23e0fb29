/** What is scored: one answer over https, and the cookies that a visit is given. */
export interface Visit {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly html: string
  readonly cookies: readonly string[]
}

const broad = new Set(['ftp:', 'http:', 'https:', '*', 'http://*', 'http://*.*', 'https://*', 'https://*.*'])
const inline = new Set(["'unsafe-inline'", 'data:'])
const plain = (source: string) => source.startsWith('http:') || source.startsWith('ftp:')

const ofPolicy = (text: string | undefined): number => {
  const directives = new Map<string, readonly string[]>()
  for (const entry of text?.split(';') ?? []) {
    const [name = '', ...sources] = entry.trim().toLowerCase().split(/\s+/)
    if (name === '') continue
    if (directives.has(name) && !name.startsWith('report-')) return -25
    directives.set(name, sources)
  }
  if (directives.size === 0) return -25
  const of = (name: string) => directives.get(name) ?? directives.get('default-src') ?? ['*']
  const [script, style] = [of('script-src'), of('style-src')]
  const passive = ['img-src', 'media-src']
  const active = [...directives].flatMap(([name, sources]) => (passive.includes(name) ? [] : sources))
  if (script.some((one) => broad.has(one) || inline.has(one)) || of('object-src').some((one) => broad.has(one)) || active.some(plain)) return -20
  if ([...script, ...style].includes("'unsafe-eval'") || passive.flatMap(of).some(plain)) return -10
  if (style.some((one) => broad.has(one) || inline.has(one))) return 0
  return of('default-src').join() === "'none'" ? 10 : 5
}

const ofCookies = (cookies: readonly string[], hsts: boolean): number => {
  if (cookies.length === 0) return 0
  const each = cookies.map((cookie) => {
    const [pair = '', ...attributes] = cookie.toLowerCase().split(/; */)
    const name = pair.split('=')[0] ?? ''
    const [secure, scripts] = [attributes.includes('secure'), !attributes.includes('httponly')]
    const site = attributes.find((one) => one.startsWith('samesite='))?.slice('samesite='.length)
    const session = ['login', 'sess'].some((part) => name.includes(part))
    if (session && !secure) return hsts ? -10 : -40
    if (session && scripts) return -30
    if ((site !== undefined && !['lax', 'strict', 'none'].includes(site)) || (site === 'none' && !secure) || (name.includes('csrf') && !site)) return -20
    if (!secure) return hsts ? -5 : -20
    return site === undefined ? 0 : 5
  })
  return Math.min(...each)
}

const ofScripts = (html: string): number => {
  const sources = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]*)"[^>]*>/g)]
  const scores = sources.map(([tag, source = '']) => {
    const integrity = tag.includes('integrity=')
    if (source.startsWith('//') || source.startsWith('http:')) return integrity ? -20 : -50
    return source.startsWith('https:') ? (integrity ? 5 : -5) : 0
  })
  return Math.min(0, ...scores)
}

/**
 * The score of the HTTP Observatory (github.com/mdn/mdn-http-observatory, as of August 2026) by its rules: 100, less what is wrong, and more
 * for what is better than asked only where at most ten are lost. Redirects are left out: a server behind a proxy does not make them.
 */
export const observatoryScore = ({ headers, html, cookies }: Visit): { readonly score: number; readonly by: Readonly<Record<string, number>> } => {
  const said = (name: string) => headers[name]?.toString().trim().toLowerCase()
  const byValue = (name: string, good: Readonly<Record<string, number>>, missing: number, wrong: number) => {
    const value = said(name)
    return value === undefined ? missing : (good[value] ?? wrong)
  }
  const maxAge = Number(/max-age=(\d+)/.exec(said('strict-transport-security') ?? '')?.[1] ?? 0)
  const hsts = maxAge >= 15_552_000
  const [policy, cors] = [said('content-security-policy'), said('access-control-allow-origin')]
  const by = {
    'content-security-policy': ofPolicy(policy),
    cookies: ofCookies(cookies, hsts),
    'cross-origin-resource-sharing': cors !== undefined && cors !== '*' && said('access-control-allow-credentials') === 'true' ? -50 : 0,
    'referrer-policy': byValue('referrer-policy', { 'no-referrer': 5, 'same-origin': 5, 'strict-origin': 5, 'strict-origin-when-cross-origin': 5 }, 0, -5),
    'strict-transport-security': maxAge === 0 ? -20 : hsts ? 0 : -10,
    'subresource-integrity': ofScripts(html),
    'x-content-type-options': said('x-content-type-options') === 'nosniff' ? 0 : -5,
    'x-frame-options': policy?.includes('frame-ancestors') ? 5 : byValue('x-frame-options', { deny: 5, sameorigin: 5 }, -20, -20),
    'cross-origin-resource-policy': byValue('cross-origin-resource-policy', { 'same-origin': 10, 'same-site': 10, 'cross-origin': 0 }, 0, -5),
    'cross-origin-embedder-policy': byValue('cross-origin-embedder-policy', { 'require-corp': 10, credentialless: 10, 'unsafe-none': 0 }, 0, -5),
    'cross-origin-opener-policy': byValue(
      'cross-origin-opener-policy',
      { 'same-origin': 10, 'same-origin-allow-popups': 10, 'noopener-allow-popups': 10, 'unsafe-none': 0 },
      0,
      -5,
    ),
  }
  const all = Object.values(by)
  const lost = 100 + all.filter((one) => one < 0).reduce((sum, one) => sum + one, 0)
  return { score: Math.max(0, lost >= 90 ? 100 + all.reduce((sum, one) => sum + one, 0) : lost), by }
}
