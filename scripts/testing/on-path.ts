import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a file is there and can be run. */
export const runs = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
/** A program by its name, from PATH; undefined when there is none. */
export const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(runs)
