import type { Lines } from './text.ts'
import type { NginxSettings } from './settings.ts'

/** Mozilla's intermediate profile, version 6.0 (https://wiki.mozilla.org/Security/Server_Side_TLS): what is left of TLS 1.2 that is good. */
export const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
] as const
/** With OpenSSL 3.5 and later X25519MLKEM768 goes before them: what it does not know, nginx does not start with. */
const curves = ['X25519', 'prime256v1', 'secp384r1'] as const

/** What every TLS connection keeps to, whichever name it asks for. */
export const tls: Lines = [
  'ssl_protocols TLSv1.2 TLSv1.3;',
  `ssl_ciphers ${ciphers.join(':')};`,
  `ssl_ecdh_curve ${curves.join(':')};`,
  // Each is good: a phone without AES in its chip knows best.
  'ssl_prefer_server_ciphers off;',
  'ssl_session_timeout 1d;',
  'ssl_session_cache shared:muster_tls:10m;',
  // Their key would be the same for as long as nginx runs, and with it what was recorded could be read.
  'ssl_session_tickets off;',
]

export const certificate = ({ certificate: file, key }: NginxSettings): Lines => [`ssl_certificate '${file}';`, `ssl_certificate_key '${key}';`]
