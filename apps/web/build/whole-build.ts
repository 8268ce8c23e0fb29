import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { keepEarlierBuild } from './earlier-build.ts'
import { filesBelow } from './files-below.ts'
import { importedByWorker, workersIn } from './own-workers.ts'
import { pack } from './packed.ts'
import { buildServiceWorker, type Part } from './service-worker.ts'

const hashOf = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('base64url').slice(0, 12)
}
const isHashed = (name: string) => name.startsWith('assets/')

/**
 * Makes a build of what Vite bundled: its page asks for the font at once and names the build; its service worker knows all of
 * its parts; the hashed files of the build before stay beside its own; and everything is packed.
 */
export const wholeBuild = (): Plugin => {
  let root = ''
  let outDir = ''
  let parts: readonly Part[] = []
  return {
    name: 'whole-build',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      root = config.root
      outDir = join(root, config.build.outDir)
    },
    generateBundle: (_options, bundle) => {
      const page = bundle['index.html']
      if (page?.type !== 'asset' || typeof page.source !== 'string') throw new Error('The build has no page.')
      const made = Object.keys(bundle).filter(isHashed).toSorted()
      const font = made.find((name) => name.endsWith('.woff2'))
      if (font) page.source = page.source.replace('</title>', `</title>\n    <link rel="preload" as="font" type="font/woff2" crossorigin href="/${font}" />`)
      const started = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? workersIn(part.code) : []))
      // What a worker imports comes from where the worker does.
      const workers = new Set(
        started.flatMap((name) => {
          const part = bundle[name]
          return [name, ...(part?.type === 'asset' ? importedByWorker(String(part.source)) : [])]
        }),
      )
      if (Object.values(bundle).some((part) => part.type === 'chunk' && /new URL\([^)]*import\.meta\.url/.test(part.code)))
        throw new Error('A worker of the build is not taken from our own origin.')
      const open = join(root, 'public')
      const given = filesBelow(open).map((name) => ({ name, hash: hashOf(readFileSync(join(open, name))) }))
      const build = hashOf(page.source, ...made, ...given.flatMap(({ name, hash }) => [name, hash]))
      page.source = page.source.replace('name="build" content=""', `name="build" content="${build}"`)
      parts = [
        { url: '/', revision: build },
        ...made.map((name) => ({ url: `/${name}`, revision: null, ...(workers.has(name) ? { worker: true } : {}) })),
        ...given.map(({ name, hash }) => ({ url: `/${name}`, revision: isHashed(name) ? null : hash })),
      ]
    },
    closeBundle: async () => {
      // A build that failed has no parts.
      if (parts.length === 0) return
      await buildServiceWorker(root, outDir, parts)
      const names = parts.map(({ url }) => (url === '/' ? 'index.html' : url.slice(1)))
      const others = [...names.filter((name) => !isHashed(name)), 'sw.js']
      keepEarlierBuild(outDir, names.filter(isHashed), others)
      await pack(outDir, [...names, 'sw.js'])
    },
  }
}
