import type { Plugin } from 'vite'

/**
 * Leaves `import()` as it is. Vite wraps each in a call that asks at once for what the file imports in its turn: that code, and the names of
 * all those files, would be a fortieth of the first load. Nothing is lost by style sheets, which the wrapping is for, too: there is one for all.
 */
export const plainImports = (): Plugin => ({
  name: 'plain-imports',
  apply: 'build',
  enforce: 'pre',
  load: { filter: { id: /^\0vite\/preload-helper/ }, handler: () => 'export const __vitePreload = (load) => load()' },
})
