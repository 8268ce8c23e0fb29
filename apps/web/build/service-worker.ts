import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

interface Kept {
  readonly url: string
  /** Null where the address names the content. */
  readonly revision: string | null
}
const hashOf = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('base64url').slice(0, 12)
}
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted()

/**
 * Names the build in its page, and makes the service worker of it: `src/sw/main.ts` with Workbox, and with all that this build
 * consists of in the place of `self.__WB_MANIFEST`.
 */
export const serviceWorker = (): Plugin => {
  let root = ''
  let outDir = ''
  let manifest: readonly Kept[] = []
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      root = config.root
      outDir = config.build.outDir
    },
    generateBundle: (_options, bundle) => {
      const page = bundle['index.html']
      if (page?.type !== 'asset' || typeof page.source !== 'string') throw new Error('The build has no page.')
      const open = join(root, 'public')
      const given = filesBelow(open).map((name) => ({ name, hash: hashOf(readFileSync(join(open, name))) }))
      const made = Object.keys(bundle).filter((name) => name.startsWith('assets/'))
      const name = hashOf(page.source, ...made.toSorted(), ...given.flatMap((file) => [file.name, file.hash]))
      page.source = page.source.replace('name="build" content=""', `name="build" content="${name}"`)
      manifest = [
        { url: '/', revision: name },
        ...made.map((file) => ({ url: `/${file}`, revision: null })),
        ...given.map((file) => ({ url: `/${file.name}`, revision: file.name.startsWith('assets/') ? null : file.hash })),
      ].toSorted((a, b) => (a.url < b.url ? -1 : 1))
    },
    closeBundle: async () => {
      // A build that failed has nothing to store.
      if (manifest.length === 0) return
      await build({
        root,
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: { 'self.__WB_MANIFEST': JSON.stringify(manifest), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir,
          emptyOutDir: false,
          modulePreload: false,
          rolldownOptions: { input: join(root, 'src/sw/main.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      })
    },
  }
}
