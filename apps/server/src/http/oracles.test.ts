import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import helmet from 'helmet'
import { ask } from '../testing/ask.ts'
import { observatoryScore } from '../testing/observatory.ts'
import { startServer } from '../testing/server.ts'

/** What others say that an answer needs: the package that most servers take their headers from, and the scanner that most sites are scored by. */
const built = join(import.meta.dirname, '../../../web/dist')
const own = 'https://tasks.example.test'
const host = { Host: 'tasks.example.test' }
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { pages: built, env: { PUBLIC_URL: own, TRUST_PROXY: '127.0.0.1' } })
  await server.register()
})
after(() => server.remove())

/** Headers of that package that are left out, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'x-frame-options': 'frame-ancestors says it to every browser that heeds a policy, and wins over this where both are',
  'x-xss-protection': 'it turns a filter off that no browser has any more',
  'x-download-options': 'for Internet Explorer 8',
  'x-permitted-cross-domain-policies': 'for plug-ins that are gone; there is no file of theirs here, and a request for one is answered with 404',
}
/** Those that say something about a document, and nothing about what else a page loads. */
const ofDocuments = ['origin-agent-cluster', 'x-dns-prefetch-control']

const directivesOf = (policy: string) => {
  const pairs = policy.split(';').map((one) => one.trim().split(/\s+/))
  return new Map(pairs.map(([name = '', ...sources]) => [name, sources]))
}

test('whatever helmet sets by default is said here as strictly, or left out for a reason', async () => {
  const guard = helmet()
  const oracle = createServer((request, reply) => guard(request, reply, () => void reply.end()))
  await new Promise<void>((resolve) => oracle.listen(0, '127.0.0.1', resolve))
  const theirs = (await ask(`http://127.0.0.1:${(oracle.address() as AddressInfo).port}`, '/')).headers
  oracle.close()
  const guards = Object.keys(theirs).filter((name) => !['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'].includes(name))
  assert.ok(guards.length >= 12, guards.join())
  for (const name of Object.keys(leftOut)) assert.ok(guards.includes(name), `${name} is still theirs`)
  for (const path of ['/', '/today', '/join/some.token', '/nothing', '/api/v1/me', '/api/v1/nothing', '/healthz']) {
    const { headers } = await ask(server.url, path, { headers: { ...host, Accept: 'text/html' } })
    const isDocument = String(headers['content-type']).startsWith('text/html')
    for (const name of guards.filter((one) => !(one in leftOut) && (isDocument || !ofDocuments.includes(one)))) {
      const [we, they] = [String(headers[name]), String(theirs[name])]
      if (name === 'content-security-policy') {
        const [mine, fallback] = [directivesOf(we), directivesOf(we).get('default-src') ?? []]
        for (const [directive, sources] of directivesOf(they)) {
          // Everything is ours anyway, and on loopback it is plain http.
          if (directive === 'upgrade-insecure-requests') continue
          const said = mine.get(directive) ?? (directive === 'script-src-attr' ? mine.get('script-src') : undefined) ?? fallback
          for (const source of said) assert.ok(source === "'none'" || source === "'self'" || sources.includes(source), `${path} ${directive}: ${source}`)
          if (sources.join() === "'none'" && directive !== 'script-src-attr') assert.deepEqual(said, ["'none'"], directive)
        }
      } else if (name === 'strict-transport-security') {
        const age = (text: string) => Number(/max-age=(\d+)/.exec(text)?.[1])
        assert.ok(age(we) >= age(they) && we.includes('includeSubDomains'), we)
      } else assert.equal(we, they, `${name} of ${path}`)
    }
  }
})

test('the HTTP Observatory would score every page 130 at least, and an answer that signs somebody in as well', async (t) => {
  for (const path of ['/', '/today', '/sign-up', '/join/some.token', '/settings']) {
    const { status, headers, text } = await ask(server.url, path, { headers: { ...host, Accept: 'text/html' } })
    assert.equal(status, 200, path)
    const { score, by } = observatoryScore({ headers, html: text, cookies: [] })
    if (path === '/') t.diagnostic(`${path}: ${score} ${JSON.stringify(by)}`)
    assert.ok(score >= 130, `${path}: ${score} ${JSON.stringify(by)}`)
    for (const [rule, points] of Object.entries(by)) assert.ok(points >= 0, rule)
  }
  const body = JSON.stringify({ email: 'scored@example.test', password: 'correct horse', name: 'Scored' })
  const signed = await ask(server.url, '/api/v1/auth/register', {
    method: 'POST',
    headers: { ...host, Origin: own, 'Content-Type': 'application/json' },
    body,
  })
  const cookies = signed.headers['set-cookie'] as string[]
  assert.equal(cookies.length, 4)
  const { score, by } = observatoryScore({ headers: signed.headers, html: '', cookies })
  t.diagnostic(`signing in: ${score} ${JSON.stringify(by)}`)
  assert.equal(by['cookies'], 5)
  assert.ok(score >= 130)
})

test('the score falls where it should', () => {
  const headers = {
    'content-security-policy': "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'",
    'strict-transport-security': 'max-age=63072000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
  const of = (more: object, html = '', cookies: readonly string[] = []) => observatoryScore({ headers: { ...headers, ...more }, html, cookies }).score
  assert.equal(of({}), 120)
  assert.equal(of({ 'content-security-policy': undefined }), 55)
  assert.equal(of({ 'content-security-policy': `${headers['content-security-policy']}; script-src 'self'` }), 75)
  for (const [scripts, score] of [
    ["'self' 'unsafe-inline'", 80],
    ["'self' https:", 80],
    ["'self' http://a.test", 80],
    ["'self' 'unsafe-eval'", 100],
    ["'self' https://a.test", 120],
  ] as const)
    assert.equal(of({ 'content-security-policy': `default-src 'none'; script-src ${scripts}; frame-ancestors 'none'` }), score, scripts)
  assert.equal(of({ 'strict-transport-security': 'max-age=600' }), 110)
  assert.equal(of({ 'access-control-allow-origin': 'https://a.test', 'access-control-allow-credentials': 'true' }), 50)
  assert.equal(of({}, '<script src="//a.test/x.js"></script>'), 50)
  assert.equal(of({}, '<script src="https://a.test/x.js"></script>'), 115)
  assert.equal(of({}, '', ['session=1; HttpOnly']), 110)
  assert.equal(of({}, '', ['session=1; Secure; SameSite=Lax']), 70)
  assert.equal(of({}, '', ['a=1; Secure; SameSite=Sometimes']), 80)
})
