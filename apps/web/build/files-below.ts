import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files in a folder and in those below, named from there, in order. */
export const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
        .toSorted()
    : []
