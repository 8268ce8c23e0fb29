import { existsSync } from 'node:fs'

/** Where Debian and its kin put it. */
const brotliFile = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'

/** The module of nginx that sends what is packed by brotli; undefined where it is not installed. */
export const findBrotli = (): string | undefined => (existsSync(brotliFile) ? brotliFile : undefined)
