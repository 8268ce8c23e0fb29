import { limits } from '@muster/core/contract/limits.ts'
import { assetHeaders, passedHeaders } from './headers.ts'
import { block, type Lines } from './text.ts'
import type { NginxSettings } from './settings.ts'

/** Longer than the deadline of a request (12 s): an instance that says nothing by then says nothing any more. */
const answerSeconds = 20
/** Past it nothing is tried at another instance. */
const retrySeconds = 5
/** More than two beats of a stream (15 s each). */
const streamSeconds = 45

/** Bytes of the fields of a form, at their longest and each character escaped. */
const formBytes = 8 * 6 * limits.typed
/** How large bodies may be, by where they are sent to: more is refused before an instance hears of it. Where nothing is said it is a page, which takes none. */
const bodies: readonly { readonly location: string; readonly bytes: number }[] = [
  { location: '^~ /api/v1/auth/', bytes: formBytes },
  { location: '^~ /api/v1/invites/', bytes: formBytes },
  { location: '= /api/v1/csp-reports', bytes: 8 * limits.cspReportText },
  { location: '/api/', bytes: limits.bodyBytes },
]

/** What holds wherever an instance is asked. */
export const proxying = (settings: NginxSettings): Lines => [
  'proxy_http_version 1.1;',
  'proxy_redirect off;',
  // An answer does not tell nginx what to do.
  'proxy_ignore_headers X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Charset;',
  'proxy_connect_timeout 2s;',
  `proxy_send_timeout ${answerSeconds}s;`,
  `proxy_read_timeout ${answerSeconds}s;`,
  'proxy_buffers 16 16k;',
  'proxy_busy_buffers_size 32k;',
  'proxy_max_temp_file_size 64m;',
  // Only what nothing came back of, and of that what was not sent yet, or may be done twice: a POST that was sent is its sender's to repeat, under its key.
  'proxy_next_upstream error timeout;',
  // Each instance once: most of the ports that are named may have nobody listening.
  `proxy_next_upstream_tries ${settings.apiPorts.length};`,
  `proxy_next_upstream_timeout ${retrySeconds}s;`,
  'proxy_headers_hash_max_size 1024;',
  'proxy_headers_hash_bucket_size 128;',
  ...passedHeaders(settings),
]

/** Without a path of its own, so that an instance hears the address as it was sent: two readings of one address are how a cache is made to store what is private. */
const pass = 'proxy_pass http://$muster_pool;'

const assets = (settings: NginxSettings): Lines =>
  block(
    'location ~ ^/assets/[\\w.-]+\\.(?:css|js|svg|woff2)$',
    [
      `root '${settings.assets}';`,
      // One that is not here may be at an instance: while a new build is brought to all machines, not each has it.
      'try_files $uri @instance;',
      'gzip_static on;',
      'gzip_proxied any;',
      'gzip_vary on;',
      ...(settings.brotliModule === undefined ? [] : ['brotli_static on;']),
      'max_ranges 0;',
    ],
    block('types', ["'text/css; charset=utf-8' css;", "'text/javascript; charset=utf-8' js;", 'image/svg+xml svg;', 'font/woff2 woff2;']),
    assetHeaders(settings),
  )

/** Who answers what, at the address that browsers see. */
export const locations = (settings: NginxSettings): Lines => [
  ...block('location = /api/v1/events', [
    pass,
    'proxy_buffering off;',
    'gzip off;',
    `proxy_read_timeout ${streamSeconds}s;`,
    'client_max_body_size 1k;',
    `limit_conn muster_streams ${settings.streamsPerAddress ?? 1_000};`,
  ]),
  ...bodies.flatMap(({ location, bytes }) => block(`location ${location}`, [`client_max_body_size ${bytes};`, pass])),
  ...assets(settings),
  ...block('location @instance', [pass]),
  ...block('location /', [pass]),
]
