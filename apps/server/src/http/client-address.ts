import { BlockList, isIP, SocketAddress } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Entries of an X-Forwarded-For that are looked at, from the right: more proxies than that stand before nobody. */
const hops = 16

/** An address in the one way in which it is written; IPv4 within IPv6 is IPv4. Undefined where it is none. */
const canonical = (text: string): string | undefined => {
  const family = isIP(text)
  if (family === 4) return text
  if (family === 0 || text.includes('%')) return undefined
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address
}

/** An address, or `address/bits`, as proxies are named by; undefined where it is none, or means everybody. */
export const proxyOf = (text: string): { readonly address: string; readonly bits: number } | undefined => {
  const [named = '', bits, more] = text.split('/')
  const address = canonical(named)
  if (address === undefined || more !== undefined) return undefined
  const all = isIP(address) === 4 ? 32 : 128
  if (bits === undefined) return { address, bits: all }
  // A part of IPv6 that is IPv4 is not counted in its bits.
  return isIP(named) === isIP(address) && /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= all ? { address, bits: Number(bits) } : undefined
}

/** The network that somebody has for themselves: an IPv4 address, or the first 64 bits of an IPv6 one. */
const networkOf = (address: string): string => {
  if (!address.includes(':')) return address
  const [before = '', after] = address.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const groups = after === undefined ? head : [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** Where a request comes from. */
export interface From {
  /** An IPv4 address, or the /64 of an IPv6 one. */
  readonly network: string
  /** Whether it may be anybody's: a proxy of ours said nothing of who is behind it. */
  readonly crowd: boolean
}

/**
 * Tells where a request comes from. Believed are exactly the proxies that are named: behind them it is the rightmost address in
 * X-Forwarded-For that is none of theirs, since all to the left of it is what somebody claims. Without any named, whoever is connected
 * may be a proxy that nobody told us of.
 */
export const createAddresses = (proxies: readonly string[]) => {
  const trusted = new BlockList()
  for (const text of proxies) {
    const proxy = proxyOf(text)
    if (proxy) trusted.addSubnet(proxy.address, proxy.bits, isIP(proxy.address) === 4 ? 'ipv4' : 'ipv6')
  }
  const trusts = (address: string) => trusted.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
  return ({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): From => {
    const peer = canonical(raw.socket.remoteAddress ?? '') ?? 'unknown'
    if (proxies.length === 0) return { network: networkOf(peer), crowd: true }
    if (peer === 'unknown' || !trusts(peer)) return { network: networkOf(peer), crowd: peer === 'unknown' }
    const said = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').slice(-hops)
    let last = peer
    for (const text of said.toReversed()) {
      const address = canonical(text.trim())
      // What a proxy of ours passes on without understanding it is no address of anybody.
      if (address === undefined) break
      last = address
      if (!trusts(address)) return { network: networkOf(address), crowd: false }
    }
    return { network: networkOf(last), crowd: true }
  }
}
export type Addresses = ReturnType<typeof createAddresses>
