import { join } from 'node:path'
import { build } from 'vite'

/** A file that a build consists of. */
export interface Part {
  readonly url: string
  /** Null where the address names the content. */
  readonly revision: string | null
  /** Browsers start it from our own origin alone. */
  readonly worker?: boolean
}

/** Makes the service worker of a build: `src/sw/main.ts` with Workbox, and with the parts of this build in the place of `self.__WB_MANIFEST`. */
export const buildServiceWorker = async (root: string, outDir: string, parts: readonly Part[]): Promise<void> => {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { 'self.__WB_MANIFEST': JSON.stringify(parts), 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: { input: join(root, 'src/sw/main.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  })
}
