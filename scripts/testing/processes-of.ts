import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every process that was given a folder, by a word or in its environment, whoever started it; none where the system does not say. */
export const processesOf = (folder: string): readonly string[] =>
  globSync('/proc/[0-9]*').flatMap((path) => {
    try {
      const words = readFileSync(join(path, 'cmdline'), 'utf8')
      return (words + readFileSync(join(path, 'environ'), 'utf8')).includes(folder) ? [words.replaceAll('\0', ' ')] : []
    } catch {
      return []
    }
  })
