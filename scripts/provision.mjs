// Brings the real parts the tests run against. What cannot be had is named, with the command that would bring it.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const onPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Chromium from PATH, else from Debian's packages where we may install them. In CI its absence is a failure. */
export const provision = () => {
  if (onPath('chromium')) return
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log('Installing Chromium for the browser tests …')
    spawnSync('apt-get', ['update'], { stdio: 'ignore' })
    spawnSync('apt-get', ['install', '-y', 'chromium'], { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  if (onPath('chromium')) return
  console.error('Chromium is missing: the browser tests cannot run. Get it with: apt-get install chromium')
  if (process.env.CI) process.exit(1)
}
