import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** Tells the service worker what this build consists of: all of it is kept for a start without a network. */
const precache = (): Plugin => {
  let folder = ''
  return {
    name: 'precache',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir)
    },
    closeBundle: () => {
      const files = ['/icon.svg', ...readdirSync(join(folder, 'assets')).map((name) => `/assets/${name}`)]
      const script = join(folder, 'sw.js')
      writeFileSync(script, readFileSync(script, 'utf8').replace('const files = []', `const files = ${JSON.stringify(files.toSorted())}`))
    },
  }
}

export default defineConfig({
  plugins: [react(), tailwindcss(), precache()],
  server: { proxy: { '/api': process.env['MUSTER_URL'] ?? 'http://127.0.0.1:3000' } },
  build: {
    assetsInlineLimit: 0,
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // It changes seldom: browsers keep it from one release of ours to the next.
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\// },
            // What the first load and the worker or later parts share is small: one file, not four.
            { name: 'shared', test: /contract\/limits|domain\/ask\.|lib\/(?:zones|days|browser-storage|page-owner)/ },
          ],
        },
      },
    },
  },
})
