import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where requests go: the address that they name, and where on this machine whoever answers them is. */
export interface Target {
  readonly url: string
  /** What is dialled, where it is not the port of the address: an instance that nginx stands before, or an nginx. */
  readonly at?: { readonly port: number; readonly tls: boolean }
  /** By whom the certificate of an https address is signed. */
  readonly ca?: string
}

/** A connection on loopback, over TLS where that is what listens there. Bytes may be written at once. @param from the address that it comes from */
export const dial = ({ url, at, ca }: Target, from?: string): Socket => {
  const { hostname, port, protocol } = new URL(url)
  const way = { host: '127.0.0.1', port: at?.port ?? Number(port), ...(from === undefined ? {} : { localAddress: from }) }
  const socket = (at?.tls ?? protocol === 'https:') ? connectTls({ ...way, servername: hostname, ...(ca === undefined ? {} : { ca }) }) : connect(way)
  return socket.setNoDelay(true)
}
