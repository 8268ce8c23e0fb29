import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compileMessages } from './build/compile-messages.ts'
import { ownWorkers } from './build/own-workers.ts'
import { plainImports } from './build/plain-imports.ts'
import { wholeBuild } from './build/whole-build.ts'

export default defineConfig({
  plugins: [plainImports(), compileMessages(), react(), tailwindcss(), ownWorkers(), wholeBuild()],
  // By default a page decodes named characters by writing them into an element, which the content policy refuses: the table comes along instead.
  resolve: { alias: { 'decode-named-character-reference': fileURLToPath(import.meta.resolve('decode-named-character-reference')) } },
  worker: { format: 'es', plugins: () => [plainImports()] },
  server: { proxy: { '/api': process.env['MUSTER_URL'] ?? 'http://127.0.0.1:3000' } },
  build: {
    assetsInlineLimit: 0,
    // What goes is decided once the new build is whole.
    emptyOutDir: false,
    sourcemap: false,
    // Browsers that know no such links go without them. What comes later asks for its own: forty names of files cost a kilobyte.
    modulePreload: { polyfill: false, resolveDependencies: (_file, files, { hostType }) => (hostType === 'html' ? files : []) },
    // One style sheet for all that comes later, too (see plain-imports.ts).
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // It changes seldom: browsers keep it from one release of ours to the next.
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\// },
            // All else that the first load needs: one file, not one for each set of later parts that share some of it.
            { name: 'first', tags: ['$initial'] },
            { name: 'sign-in-parts', includeDependenciesRecursively: false, test: /lib\/answer-leaving|messages\/problem-text/ },
            // So is what the later parts share, and the first load names each of their files.
            {
              name: 'parts',
              includeDependenciesRecursively: false,
              test: /ui\/(?:avatar|color-name|dialog|empty|lazy-menu|more-icons|popover|swatches)\.|tab\/(?:command-text|key-text|scopes|shown|toast)\.|messages\/(?:steps|en\/(?:colors|commands|controls|panel|steps|tasks))\.|(?:features\/(?:panel|tasks)|ui)\/say\.|features\/tasks\/model\/moves|features\/lists\/(?:use-list-edits|model\/layout)|sharing\/role-words|lib\/moment-text|replica\/use-(?:due|room)|contract\/kinds|domain\/(?:ask|fold-name|order-keys|place-among|taken-back)\.|fractional-indexing/,
            },
          ],
        },
      },
    },
  },
})
