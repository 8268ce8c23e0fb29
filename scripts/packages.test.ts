import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}
const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, Locked>> }
const installed = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)

/** Packages that run something of theirs when they are installed, and what. */
const running: Readonly<Record<string, string>> = {
  'node_modules/better-sqlite3': 'brings SQLite as a library for this machine, or compiles it',
  'node_modules/node': 'brings the Node that everything runs on',
}

test('every package that is installed is the one that was locked, from where packages come from', () => {
  assert.ok(installed.length > 200, `${installed.length} packages`)
  for (const [path, { integrity, resolved, version }] of installed) {
    assert.match(integrity ?? '', /^sha512-/, `${path} has no hash`)
    assert.match(version ?? '', /^\d+\.\d+\.\d+/, path)
    if (resolved !== undefined) assert.doesNotMatch(resolved, /^(?:git|http:|file:)|\bgithub\b/, path)
  }
})

test('no package runs anything when it is installed, but those that are known to', () => {
  const found = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path)
  assert.deepEqual(found.toSorted(), Object.keys(running).toSorted())
})

test('what we name ourselves we name exactly', () => {
  for (const at of ['', 'apps/server/', 'apps/web/', 'packages/core/']) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(import.meta.dirname, '..', at, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>
      readonly devDependencies?: Readonly<Record<string, string>>
    }
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      if (!name.startsWith('@muster/')) assert.match(range, /^\d+\.\d+\.\d+$/, `${at}${name}`)
  }
})
