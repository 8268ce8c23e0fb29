import { block, type Lines } from './text.ts'
import { usualFailSeconds, type NginxSettings } from './settings.ts'

/** Idle connections to instances that each worker keeps. */
const idleConnections = 64
/** After so many requests a connection is replaced by another. */
const requestsPerConnection = 10_000

/**
 * The instances twice: by the space that a path names, so that its writers meet in one process and its pages are cached in one; and
 * whichever has least to do, for all else. It is an optimisation alone: any instance can answer anything. A port where nobody listens
 * is refused at once and costs nothing, so all are named that there may ever be.
 */
export const upstreams = (settings: NginxSettings): Lines => {
  const { apiHost = '127.0.0.1', apiPorts, keepAliveMs = 60_000, failSeconds = usualFailSeconds } = settings
  const host = apiHost.includes(':') ? `[${apiHost}]` : apiHost
  // One bad answer of an instance is no reason to take it out: three within the time are.
  const servers = apiPorts.map((port) => `server ${host}:${port} max_fails=3 fail_timeout=${failSeconds}s;`)
  // Shorter than the instance keeps it (72 s): whoever closes first must not be the one who is asked.
  const keep = [`keepalive ${idleConnections};`, `keepalive_timeout ${keepAliveMs}ms;`, `keepalive_requests ${requestsPerConnection};`]
  return [
    // Read off the address as nginx understands it; what is passed on is the address as it was sent.
    ...block('map $uri $muster_space', ["default '';", "'~^/api/v1/spaces/(?<space>[^/]+)' $space;"]),
    ...block('map $muster_space $muster_pool', ['default muster_by_space;', "'' muster_least;"]),
    ...block('upstream muster_by_space', ['zone muster_by_space 256k;', 'hash $muster_space consistent;'], servers, keep),
    ...block('upstream muster_least', ['zone muster_least 256k;', 'least_conn;'], servers, keep),
  ]
}
