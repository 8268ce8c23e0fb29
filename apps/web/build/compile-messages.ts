import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/** Compiles the messages of every language while the web is built: no parser is sent to the browser. */
export const compileMessages = (): Plugin => ({
  name: 'compile-messages',
  enforce: 'pre',
  async transform(_code, path) {
    const [, name] = /\/src\/messages\/[a-z]{2}\/(?!all\.ts)([a-z-]+)\.ts$/.exec(path) ?? []
    if (name === undefined) return undefined
    // Anew each time: where the web is developed, the file has changed.
    const module = (await import(`${pathToFileURL(path).href}?at=${Date.now()}`)) as Readonly<Record<string, Readonly<Record<string, string>>>>
    return Object.entries(module)
      .map(([exported, texts]) => {
        const compiled = Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compileMessageOrThrow(text)]))
        return `export const ${exported} = ${JSON.stringify(compiled)}`
      })
      .join('\n')
  },
})
