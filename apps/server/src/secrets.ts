import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Secrets } from './accounts/secrets.ts'
import { ConfigFaults, makeOne } from './config.ts'

/** Bytes of a key of our own making. */
const keyBytes = 32

/** Where the key of our own making is stored; where it is, a Muster has begun. */
export const secretFile = (dataDir: string): string => join(dataDir, 'secrets')

/** The keys of the data folder, each in a line: the first made once, readable by the owner of the folder alone. Throws `ConfigFaults` when what is there is no key. */
export const readSecrets = (dataDir: string): Secrets => {
  const file = secretFile(dataDir)
  const made = `${file}.${process.pid}`
  try {
    // It is there whole or not at all: half a key would sign as well as a whole one.
    writeFileSync(made, randomBytes(keyBytes).toString('base64url'), { mode: 0o600 })
    linkSync(made, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made, { force: true })
  }
  let text
  try {
    // It may have come back from a backup, or with a folder that others look into.
    chmodSync(file, 0o600)
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw Object.assign(error as Error, { path: file })
  }
  const [signs = Buffer.alloc(0), ...former] = text.split(/\s+/).map((line) => Buffer.from(line, 'base64url'))
  if ([signs, ...former].some((key) => key.length < keyBytes))
    throw new ConfigFaults([
      former.length === 0
        ? `${file} holds no key. Bring it back from a backup, or remove it: a new one is made, and everybody signs in again.`
        : `${file} holds a line that is no key. ${makeOne}`,
    ])
  return [signs, ...former]
}
