import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { german } from '../../apps/web/src/messages/de/all.ts'
import type { Texts } from '../../apps/web/src/messages/texts.ts'

const folder = join(import.meta.dirname, '../../apps/web/src/messages/en')
/** What is said for each English text, in every language. */
const all = new Map<string, Set<string>>()
for (const file of globSync('*.ts', { cwd: folder })) {
  const area = basename(file, '.ts')
  const texts = ((await import(join(folder, file))) as Readonly<Record<string, Texts>>)[area] ?? {}
  for (const [id, text] of Object.entries(texts)) all.set(text, (all.get(text) ?? new Set([text])).add(german(area, texts)[id] ?? text))
}

/** Finds what the page says by its English text, whichever language it speaks: a value in braces is anything, or what is given. */
export const said = (english: string, values: Readonly<Record<string, string>> = {}): RegExp => {
  const texts = all.get(english)
  if (!texts) throw new Error(`Nothing says “${english}”.`)
  const pattern = (text: string) =>
    text
      .split(/\{(\w+)(?:, number)?\}/)
      .map((part, n) => (n % 2 === 0 ? RegExp.escape(part) : values[part] === undefined ? '.+' : RegExp.escape(values[part])))
      .join('')
  return new RegExp(`^(?:${[...texts].map(pattern).join('|')})$`)
}
