import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The links to a page in the mails that lie in the folder of a server that has no mail server, the newest last. */
export const linksIn = (dataDir: string, page: 'reset' | 'confirm'): readonly string[] => {
  const folder = join(dataDir, 'outbox')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : []
  const texts = names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\n', ''))
  return texts.flatMap((text) => new RegExp(`http://\\S+/${page}#[\\w-]{43}`).exec(text)?.[0] ?? [])
}
