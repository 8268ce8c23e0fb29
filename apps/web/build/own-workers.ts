import type { Plugin } from 'vite'

/** How Vite says where a worker is: beside whoever starts it. */
const besideStarter = /new URL\(\s*(?:\/\*[^*]*\*\/\s*)?([`'"])([^`'"]+)\1\s*,\s*(?:(?:``|''|"")\s*\+\s*)?import\.meta\.url\s*\)/g

/**
 * Takes workers from our own origin wherever the code that starts them came from: parts of pages may come by way of a CDN, and browsers
 * start no worker of another origin.
 */
export const ownWorkers = (): Plugin => ({
  name: 'own-workers',
  apply: 'build',
  enforce: 'post',
  renderChunk: (code) => {
    const own = code.replaceAll(besideStarter, (_whole, quote: string, path: string) => `new URL(${quote}${path}${quote}, location.origin)`)
    return own === code ? undefined : { code: own, map: null }
  },
})

/** The files that are started as workers, by what a built file says. */
export const workersIn = (code: string): readonly string[] =>
  [...code.matchAll(/new Worker\(new URL\([`'"]\/([^`'"]+)[`'"],\s*location\.origin\)/g)].flatMap(([, name]) => name ?? [])

/** The files that a worker imports once it needs them, by what its built file says; those import nothing else. */
export const importedByWorker = (code: string): readonly string[] =>
  [...code.matchAll(/import\([`'"]\.\/([^`'"]+)[`'"]\)/g)].flatMap(([, name]) => (name === undefined ? [] : [`assets/${name}`]))
