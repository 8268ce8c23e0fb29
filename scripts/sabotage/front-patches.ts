import type { Patch } from './patch.ts'

const front = 'deploy/nginx'
const server = 'apps/server/src'

/** What stands in front of many processes, and what they owe to it. */
export const frontPatches: readonly Patch[] = [
  {
    file: `${front}/render.ts`,
    test: `${front}/edge.test.ts`,
    breaks: 'an address ends for nginx where it goes on for a cache',
    find: '    locations(settings),',
    put: `    ["rewrite '^(/api/.*);.*$' $1 break;"],\n    locations(settings),`,
    named: 'however an address is written',
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/passing.test.ts`,
    breaks: 'an instance hears an address as nginx has tidied it',
    find: "'proxy_pass http://$muster_pool;'",
    put: "'proxy_pass http://$muster_pool$uri$is_args$args;'",
    named: 'an address reaches an instance as it was sent',
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/retries.test.ts`,
    breaks: 'a POST that was sent is sent again',
    find: 'proxy_next_upstream error timeout;',
    put: 'proxy_next_upstream error timeout non_idempotent;',
    named: 'only where it may be done twice',
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/retries.test.ts`,
    breaks: 'fewer instances are tried than ports have nobody',
    find: 'proxy_next_upstream_tries ${settings.apiPorts.length};',
    put: 'proxy_next_upstream_tries 3;',
    named: 'what nobody took is sent to another',
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/retries.test.ts`,
    breaks: 'an answer that says that something failed is asked for again',
    find: 'proxy_next_upstream error timeout;',
    put: 'proxy_next_upstream error timeout http_503;',
    named: 'an answer is an answer',
  },
  {
    file: `${front}/headers.ts`,
    test: `${front}/passing.test.ts`,
    breaks: 'who asks is what a client says, and then nginx',
    find: 'proxy_set_header X-Forwarded-For $remote_addr;',
    put: 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    named: 'an instance hears who asks once',
  },
  {
    file: `${front}/upstreams.ts`,
    test: `${front}/instances.test.ts`,
    breaks: "a space's requests go to any instance",
    find: "'hash $muster_space consistent;'",
    put: "'least_conn;'",
    named: "a space's requests go to one instance",
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/instances.test.ts`,
    breaks: 'a stream is held back until there is enough of it',
    find: "'proxy_buffering off;',",
    put: "'proxy_buffering on;', 'proxy_ignore_headers X-Accel-Buffering;',",
    named: 'a stream is live through nginx',
  },
  {
    file: `${front}/tls.ts`,
    test: `${front}/tls.test.ts`,
    breaks: 'a cipher that the profile has dropped is taken',
    find: "'ECDHE-RSA-CHACHA20-POLY1305',\n]",
    put: "'ECDHE-RSA-CHACHA20-POLY1305',\n  'ECDHE-ECDSA-AES128-SHA256',\n]",
    named: 'TLS 1.2 and 1.3',
  },
  {
    file: `${front}/locations.ts`,
    test: `${front}/passing.test.ts`,
    breaks: 'a slow body holds an instance',
    find: "'proxy_http_version 1.1;',",
    put: "'proxy_http_version 1.1;', 'proxy_request_buffering off;',",
    named: 'a body that comes slowly',
  },
  {
    file: `${server}/live/doorbell.ts`,
    test: `${server}/features/sync/live.test.ts`,
    breaks: 'all streams come back at one moment',
    find: 'leastReturnMs + Math.floor(Math.random() * returnMs)',
    put: 'leastReturnMs',
    named: 'each stream is told a time of its own',
  },
  {
    file: `${server}/http/pages.ts`,
    test: `${server}/http/cdn.test.ts`,
    breaks: 'a service worker may not fetch what it is to store',
    find: "'Content-Security-Policy': serviceWorker",
    put: "'Content-Security-Policy': page",
    named: 'its service worker is told where they are',
  },
]
