/** Headers of a request after the ones that all carry. */
export type Headers = Readonly<Record<string, string>>

const lines = (headers: Headers) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

/** A GET as it goes over the wire. */
export const get = (url: string, path: string, headers: Headers = {}): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAccept: application/json\r\n${lines(headers)}\r\n`

/** A request with a JSON body as it goes over the wire. */
export const sendJson = (method: 'POST' | 'PATCH', url: string, path: string, body: unknown, headers: Headers = {}): string => {
  const text = JSON.stringify(body)
  return (
    `${method} ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAccept: application/json\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n${lines(headers)}\r\n${text}`
  )
}

/** A POST without a body as it goes over the wire. */
export const postNothing = (url: string, path: string, headers: Headers = {}): string =>
  `POST ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAccept: application/json\r\nContent-Length: 0\r\n${lines(headers)}\r\n`

/** The value of a header of a reply; undefined when it is not there. */
export const headerOf = (head: string, name: string): string | undefined => new RegExp(`\r\n${name}: ([^\r]*)`, 'i').exec(head)?.[1]
