import { certificate, tls } from './tls.ts'
import { originOf, ownHeaders, plainHeaders } from './headers.ts'
import { keyTexts } from './keys.ts'
import { locations, proxying } from './locations.ts'
import { problemTexts, problems } from './problems.ts'
import { faultsOf, NginxFaults, type NginxSettings } from './settings.ts'
import { block, type Lines } from './text.ts'
import { upstreams } from './upstreams.ts'

const listens = ({ addresses = ['*'] }: NginxSettings, port: number, rest: string): Lines => addresses.map((address) => `listen ${address}:${port}${rest};`)

const processes = ({ folder, workers = 'auto', user, brotliModule, connections = 8_192, shutdownSeconds = 30 }: NginxSettings): Lines => [
  ...(brotliModule === undefined ? [] : [`load_module '${brotliModule}';`]),
  ...(user === undefined ? [] : [`user ${user};`]),
  `worker_processes ${workers};`,
  `worker_rlimit_nofile ${2 * connections};`,
  `worker_shutdown_timeout ${shutdownSeconds}s;`,
  `pid '${folder}/nginx.pid';`,
  `error_log '${folder}/error.log' warn;`,
  ...block('events', [`worker_connections ${connections};`]),
]

/**
 * What is written down of a request: no query, no invitation, and nothing of who asked. The log of errors has of each the whole address,
 * the page that it came from and who asked; it is for what nginx says of itself. What failed at which instance is in the other.
 */
const logs = ({ folder }: NginxSettings): Lines => [
  `error_log '${folder}/error.log' emerg;`,
  ...block('map $uri $muster_path', ['default $uri;', "'~*^/+join/' /join/;"]),
  `log_format muster escape=json '{"time":"$time_iso8601","requestId":"$request_id","method":"$request_method","path":"$muster_path","status":$status,"bytes":$bytes_sent,"seconds":$request_time,"instance":"$upstream_addr","instanceStatus":"$upstream_status"}';`,
  `access_log '${folder}/access.log' muster buffer=16k flush=1s;`,
]

/** What clients may cost before anybody has looked at what they ask. */
const clients: Lines = [
  'client_header_timeout 15s;',
  'client_body_timeout 15s;',
  'send_timeout 30s;',
  'keepalive_timeout 65s;',
  'reset_timedout_connection on;',
  'client_header_buffer_size 2k;',
  // As much as Node takes, so that it is nginx who refuses more.
  'large_client_header_buffers 2 8k;',
  'client_body_buffer_size 64k;',
  'client_max_body_size 1k;',
  'http2_max_concurrent_streams 128;',
]

const temporary = ({ folder }: NginxSettings): Lines =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path '${folder}/${name}';`)

/** Whose name is not ours is refused: over https before anything is said where the name comes with the handshake. */
const strangers = (settings: NginxSettings): Lines => [
  ...block(
    'server',
    listens(settings, settings.httpPort, ' default_server'),
    ["server_name '';"],
    problems(plainHeaders),
    block('location /', ['return 421;']),
  ),
  ...block(
    'server',
    listens(settings, settings.httpsPort, ' ssl http2 default_server'),
    ["server_name '';", 'ssl_reject_handshake on;'],
    problems(ownHeaders),
    block('location /', ['return 421;']),
  ),
]

/** Over plain http pages are told where they are; programs are refused, lest they go on sending in the clear what is then led away. */
const plain = (settings: NginxSettings): Lines =>
  block(
    'server',
    listens(settings, settings.httpPort, ''),
    [`server_name ${settings.serverName};`],
    problems(plainHeaders),
    settings.challenges === undefined ? [] : block('location ^~ /.well-known/acme-challenge/', [`root '${settings.challenges}';`, 'default_type text/plain;']),
    block('location ~ ^/api(?:/|$)', ['return 403;']),
    block('location /', block('if ($request_method !~ ^(?:GET|HEAD)$)', ['return 403;']), plainHeaders, [
      'charset utf-8;',
      `return 308 ${originOf(settings)}$request_uri;`,
    ]),
  )

const secure = (settings: NginxSettings): Lines =>
  block(
    'server',
    listens(settings, settings.httpsPort, ' ssl http2'),
    [`server_name ${settings.serverName};`],
    certificate(settings),
    problems(ownHeaders),
    proxying(settings),
    locations(settings),
  )

/**
 * The whole configuration of an nginx in front of one host's instances, as one file for 1.22 and later (`nginx -c`).
 * @throws NginxFaults with all that is wrong with the settings
 */
export const renderNginx = (settings: NginxSettings): string => {
  const faults = faultsOf(settings)
  if (faults.length > 0) throw new NginxFaults(faults)
  const { trustedProxies = [] } = settings
  const http = block(
    'http',
    [
      'server_tokens off;',
      'default_type application/octet-stream;',
      'sendfile on;',
      'tcp_nopush on;',
      // An address is what was sent, not what it may be tidied to.
      'merge_slashes off;',
      'absolute_redirect off;',
      'server_names_hash_bucket_size 512;',
      'map_hash_bucket_size 128;',
      'limit_conn_zone $binary_remote_addr zone=muster_streams:10m;',
      'limit_conn_status 429;',
      ...trustedProxies.map((address) => `set_real_ip_from ${address};`),
      ...(trustedProxies.length > 0 ? ['real_ip_header X-Forwarded-For;', 'real_ip_recursive on;'] : []),
    ],
    clients,
    temporary(settings),
    logs(settings),
    tls,
    upstreams(settings),
    problemTexts,
    keyTexts,
    strangers(settings),
    plain(settings),
    secure(settings),
  )
  return `${[...processes(settings), ...http].join('\n')}\n`
}

// Not waited for: it imports this file.
if (import.meta.main) void import('./command.ts').then(({ runCommand }) => runCommand(process.argv.slice(2)))
