import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { onPath } from '../../scripts/testing/on-path.ts'

const root = join(import.meta.dirname, '../..')
const skip = !onPath('systemd-analyze') && 'systemd-analyze is missing: apt-get install systemd'
/** What systemd itself would call "OK"; 10 is a service without any walls. */
const mostExposed = 2

/** A unit as it would be on a machine where Muster is in this folder. */
const unit = (t: TestContext, name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-units-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, name)
  writeFileSync(file, readFileSync(join(import.meta.dirname, name.replace(/@.*\./, '@.')), 'utf8').replaceAll('/srv/muster', root))
  return file
}

for (const name of ['muster-api@3001.service', 'muster-jobs@1.service'])
  test(`${name} is understood by systemd, and walled in`, { skip }, (t) => {
    const file = unit(t, name)
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    assert.deepEqual([status, stderr], [0, ''])
    const told = execFileSync('systemd-analyze', ['security', '--offline=yes', file], { encoding: 'utf8' })
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(told)?.[1])
    assert.ok(exposure <= mostExposed, told)
  })
