import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** What a folder may import: a path inside the repository starts with it, or a package is named by it. */
interface Law {
  readonly folder: string
  readonly may: readonly string[]
}

const core = 'packages/core/src'
const server = 'apps/server/src'
const web = 'apps/web/src'
const sharedByAdapters = [`${server}/adapters/lift`, `${server}/adapters/shelves`, `${server}/adapters/task-keys`]
/** What whoever makes an answer needs to know of HTTP. */
const answers = [`${server}/http/endpoint`, `${server}/http/etag`, `${server}/http/accept-encoding`]
/** The first law whose folder holds the file counts. A type-only import of a schema is no import at run time. */
const laws: readonly Law[] = [
  { folder: `${core}/contract/schemas`, may: [`${core}/contract`, 'typebox'] },
  { folder: `${core}/contract`, may: [`${core}/contract`] },
  { folder: `${core}/domain`, may: [`${core}/contract`, `${core}/domain`, 'fractional-indexing'] },
  { folder: `${server}/ports`, may: [core, `${server}/ports`] },
  { folder: `${server}/mail`, may: [core, `${server}/ports`, `${server}/mail`] },
  { folder: `${server}/accounts`, may: [core, `${server}/ports`, `${server}/accounts`, 'node:'] },
  {
    folder: `${server}/adapters/sqlite`,
    may: [core, `${server}/ports`, `${server}/adapters/sqlite`, ...sharedByAdapters, 'better-sqlite3', 'lru-cache', 'node:'],
  },
  { folder: `${server}/adapters/mongo`, may: [core, `${server}/ports`, `${server}/adapters/mongo`, ...sharedByAdapters, 'mongodb', 'lru-cache', 'node:'] },
  { folder: `${server}/journal`, may: [core, `${server}/ports`, `${server}/journal`, `${server}/new-id`, 'node:'] },
  { folder: `${server}/access`, may: [core, `${server}/ports`, `${server}/access`, 'lru-cache'] },
  { folder: `${server}/live`, may: [core, `${server}/ports`, `${server}/live`, 'node:'] },
  { folder: `${server}/rows`, may: [core, `${server}/ports`, `${server}/rows`, 'node:'] },
  { folder: `${server}/validation`, may: [core, `${server}/validation`, 'ajv'] },
  { folder: `${server}/cache`, may: [core, `${server}/ports`, `${server}/cache`, ...answers, 'fastify', 'lru-cache', 'node:'] },
  {
    folder: `${server}/http`,
    may: [
      core,
      `${server}/ports`,
      `${server}/http`,
      `${server}/accounts`,
      `${server}/validation`,
      `${server}/journal/writes`,
      'fastify',
      'ajv',
      'lru-cache',
      'node:',
    ],
  },
  { folder: `${web}/messages`, may: [core, `${web}/messages`, '#compile-message'] },
  { folder: `${web}/replica`, may: [core, `${web}/replica`, `${web}/lib`, `${web}/messages`, 'react', 'zustand', 'idb'] },
  { folder: `${web}/sw`, may: [`${web}/sw`, 'workbox'] },
  { folder: `${web}/tab`, may: [core, `${web}/tab`, `${web}/replica`, `${web}/lib`, `${web}/messages`, `${web}/sw/messages`, 'react', 'zustand'] },
  { folder: `${web}/lib`, may: [core, `${web}/lib`, `${web}/messages`, 'react'] },
  { folder: `${web}/ui`, may: [`${web}/ui`, `${web}/lib`, `${web}/messages`, 'react', '@atlaskit/'] },
  { folder: `${web}/app`, may: [core, web, 'react', 'zustand'] },
  {
    folder: `${web}/features`,
    may: [
      core,
      `${web}/features`,
      `${web}/tab`,
      `${web}/replica`,
      `${web}/lib`,
      `${web}/messages`,
      `${web}/ui`,
      'react',
      'zustand',
      'micromark',
      'uqr',
      '@simplewebauthn/browser',
      '@atlaskit/',
    ],
  },
]

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
  /** Loaded when it is first needed. */
  readonly later: boolean
}

const importsOf = (file: string): readonly Import[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /(?:^|\n)\s*(import|export)\s+(type\s)?(?:[^'"\n;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/g,
    ),
  ].map(([, , type, stated, dynamic]) => {
    const name = stated ?? dynamic ?? ''
    const to = name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name.replace(/^@muster\/core\//, `${core}/`)
    return { from: file, to, typeOnly: type !== undefined, later: dynamic !== undefined }
  })

const files = globSync(['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}'], { cwd: root })
const shipped = files.filter((file) => !/\.test\.tsx?$/.test(file) && !/\/(?:testing|contracts)\//.test(file))
const imports = shipped.flatMap(importsOf)
const within = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith(':') || folder.endsWith('/') ? folder : `${folder}/`) || path.startsWith(`${folder}.`)

test('every folder imports only what its law allows', () => {
  const breaches = imports.filter(({ from, to }) => {
    const law = laws.find(({ folder }) => within(from, folder))
    return law && !law.may.some((allowed) => within(to, allowed) || to.startsWith(`${allowed}-`))
  })
  assert.deepEqual(breaches, [])
})

test('a feature reaches no other feature and no adapter; its service never sees Fastify', () => {
  const feature = (path: string) => /^apps\/(?:server|web)\/src\/features\/([^/]+)/.exec(path)?.[1]
  const breaches = imports.filter(({ from, to, typeOnly }) => {
    if (feature(from) === undefined) return false
    const other = feature(to) !== undefined && feature(to) !== feature(from)
    // What the context hands over is typed by the feature that makes it.
    if (other && !(typeOnly && from.startsWith(server))) return true
    return to.startsWith(`${server}/adapters`) || (from.endsWith('service.ts') && to === 'fastify')
  })
  assert.deepEqual(breaches, [])
})

test('only the context names an adapter, and only main and tests hand the environment over', () => {
  const adapters = imports.filter(
    ({ from, to }) => to.startsWith(`${server}/adapters`) && !from.startsWith(`${server}/adapters`) && from !== `${server}/context.ts`,
  )
  assert.deepEqual(adapters, [])
  const readers = shipped.filter((file) => file.startsWith(server) && /process\.env\b/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(
    readers.filter((file) => file !== `${server}/main.ts` && !file.startsWith(`${server}/cli/`)),
    [],
  )
})

/** What asks somebody else for something, and the files of the server that may: the command line speaks to the socket of its own server. */
const asking =
  /(?<![.\w])fetch\(|globalThis\.fetch|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\(|from '(?:undici|node:(?:https|http2|tls|dgram))'|\{[^}]*\b(?:connect|createConnection)\b[^}]*\} from 'node:net'|\{[^}]*\brequest\b[^}]*\} from '[^']*node-http/
const mayAsk = [`${server}/cli/control.ts`, `${server}/cli/over-socket.ts`]

test('the server asks nobody for anything: where a person names an address, it would be asked from inside our network', () => {
  const asks = shipped.filter(
    (file) => file.startsWith(server) && !file.startsWith(`${server}/adapters/`) && asking.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(asks.toSorted(), mayAsk)
  for (const text of [
    'await fetch(url)',
    'globalThis.fetch',
    "import { request } from 'undici'",
    "import { Socket, connect } from 'node:net'",
    'new WebSocket(url)',
  ])
    assert.match(text, asking)
  for (const text of ['cache.fetch(keys)', 'prefetch(', "import { isIPv4 } from 'node:net'"]) assert.doesNotMatch(text, asking)
})

test('a server that starts loads nothing that is large and that it may never need', () => {
  const large = ['node:http', 'node:https', 'node:http2', '@node-rs/argon2', 'mongodb', 'typebox', `${server}/adapters/mongo`]
  const breaches = imports.filter(
    ({ from, to, typeOnly, later }) =>
      (from.startsWith(server) || from.startsWith(core)) &&
      !from.startsWith(`${server}/adapters/mongo`) &&
      !typeOnly &&
      !later &&
      large.some((one) => within(to, one)),
  )
  assert.deepEqual(breaches, [])
})

test('the web takes no schema and no server code into its pages', () => {
  const schemas = imports.filter(
    ({ from, to, typeOnly }) => from.startsWith(web) && !typeOnly && (to.startsWith(`${core}/contract/schemas`) || to.startsWith(server)),
  )
  assert.deepEqual(schemas, [])
  const runtime = imports.filter(({ from, to, typeOnly }) => from.startsWith(`${core}/domain`) && !typeOnly && to.startsWith(`${core}/contract/schemas`))
  assert.deepEqual(runtime, [])
})

test('one module of the web touches what browsers store by name: there it names its person', () => {
  const touching = shipped.filter((file) => file.startsWith(web) && /\b(?:local|session)Storage\b/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(touching, [`${web}/lib/browser-storage.ts`])
})

test('one module of the web knows when text is being composed: not every browser says so in the same way', () => {
  const knowing = shipped.filter((file) => file.startsWith(web) && /(?:\.isComposing\b|keyCode)/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(knowing, [`${web}/lib/composing.ts`])
})

test('no field of the web cuts what is pasted: it says that the text is too long, and waits until it fits', () => {
  const cutting = shipped.filter((file) => file.startsWith(web) && /\bmaxLength\b/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(cutting, [])
})

test('one listener hears the keys of the whole page', () => {
  const hearing = shipped.filter((file) => file.startsWith(web) && /addEventListener\(\s*'key(?:down|up|press)'/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(hearing, [`${web}/tab/kept-keys.ts`])
})

test('typebox is in no file that browsers load', () => {
  const chunks = globSync('apps/web/dist/**/*.js', { cwd: root })
  assert.ok(chunks.length > 0, 'the web is built before the tests')
  for (const chunk of chunks) assert.ok(!/~kind|typebox/i.test(readFileSync(join(root, chunk), 'utf8')), `${chunk} holds typebox`)
})
