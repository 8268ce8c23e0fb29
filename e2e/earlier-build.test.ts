import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startMuster } from './muster.ts'
import { copySource, type SourceCopy } from './second-build.ts'

const page = 'apps/web/src/features/trash/trash.tsx'
const words = 'apps/web/src/messages/en/trash.ts'
let source: SourceCopy
let muster: Awaited<ReturnType<typeof startMuster>>
before(async () => {
  source = copySource()
  muster = await startMuster(source.tree)
})
after(async () => {
  await muster?.stop()
  source?.remove()
})

const parts = () => readdirSync(join(source.dist, 'assets')).filter((name) => !/\.(?:br|gz)$/.test(name))
/** What was built here before has left parts, too. */
const ownParts = () =>
  (JSON.parse(readFileSync(join(source.dist, '.builds.json'), 'utf8')) as { own: readonly string[] }).own.map((name) => name.replace('assets/', ''))
const built = async () => {
  await source.build()
  await muster.kill('SIGTERM')
  await muster.restart()
}
const statuses = async (names: readonly string[]) => {
  const found = new Set<number>()
  for (const name of names) {
    const reply = await fetch(`${muster.url}/assets/${name}`, { headers: { 'Accept-Encoding': 'br' } })
    await reply.arrayBuffer()
    found.add(reply.status)
    if (!reply.ok) continue
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable', name)
    if (name.endsWith('.js') && Number(reply.headers.get('content-length')) > 300) assert.equal(reply.headers.get('content-encoding'), 'br', name)
  }
  return [...found]
}

test('a server has the parts of its build and of the one before; those of the third go', async () => {
  const first = ownParts()
  source.change(words, 'Nothing is in the trash', 'The trash holds nothing')
  await built()
  const gone = first.filter((name) => !parts().includes(name))
  assert.deepEqual(gone, [], 'all of the first build is still there')
  const second = parts().filter((name) => !first.includes(name))
  assert.ok(second.some((name) => name.startsWith('trash-')))
  assert.deepEqual(await statuses([...first, ...second]), [200])

  // Made again as it was, it is no later build.
  source.change(page, 'import', '// Of no account.\nimport')
  await built()
  assert.deepEqual(await statuses([...first, ...second]), [200])

  source.change(words, 'The trash holds nothing', 'There is nothing in the trash')
  await built()
  const third = parts().filter((name) => !first.includes(name) && !second.includes(name))
  assert.ok(third.some((name) => name.startsWith('trash-')))
  assert.deepEqual(await statuses([...second, ...third]), [200])
  const old = first.filter((name) => !parts().includes(name))
  assert.ok(old.some((name) => name.startsWith('trash-')))
  assert.deepEqual(await statuses(old), [404])
  // A build refers to its own parts alone: nothing that all three share has gone.
  assert.ok(parts().some((name) => first.includes(name) && second.every((other) => other !== name)))
})
