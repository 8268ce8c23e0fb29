import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

const base64url = (bytes: Buffer): string => bytes.toString('base64url')
const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest()

/** CBOR (RFC 8949) of what an authenticator says: small integers, bytes, texts and maps. */
const cbor = (value: number | string | Buffer | Map<number | string, unknown>): Buffer => {
  const head = (major: number, n: number): Buffer =>
    n < 24 ? Buffer.from([(major << 5) | n]) : n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one as never)])])
}

/** What an answer of an authenticator is made of; a test makes one of it wrong. */
interface Ways {
  readonly origin: string
  readonly rpId: string
  readonly type: string
  /** Flags of authenticator data: present 1, verified 4, attested 64. */
  readonly flags: number
  readonly counter: number
}

/** An authenticator of the tests' own (WebAuthn level 3, ES256), which answers honestly or not. */
export const createAuthenticator = (idBytes = 32) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(idBytes)
  let counter = 0
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const key = cbor(
    new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
  const data = ({ rpId, flags, counter: count }: Ways, more = Buffer.alloc(0)): Buffer => {
    const counted = Buffer.alloc(4)
    counted.writeUInt32BE(count)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counted, more])
  }
  const client = (challenge: string, { type, origin }: Ways): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const waysOf = (origin: string, type: string, flags: number, ways: Partial<Ways>): Ways => ({
    origin,
    rpId: new URL(origin).hostname,
    type,
    flags,
    counter,
    ...ways,
  })
  return {
    id: base64url(id),
    create: (challenge: string, origin: string, ways: Partial<Ways> = {}) => {
      const all = waysOf(origin, 'webauthn.create', 69, ways)
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const attestation = new Map<string, string | Buffer | Map<string, unknown>>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data(all, attested)],
      ])
      return { id: base64url(id), clientDataJSON: base64url(client(challenge, all)), attestationObject: base64url(cbor(attestation)) }
    },
    get: (challenge: string, origin: string, userId: string, ways: Partial<Ways> = {}) => {
      counter++
      const all = waysOf(origin, 'webauthn.get', 5, ways)
      const [said, told] = [data(all), client(challenge, all)]
      const signature = createSign('sha256')
        .update(Buffer.concat([said, sha256(told)]))
        .sign(privateKey)
      return {
        id: base64url(id),
        clientDataJSON: base64url(told),
        authenticatorData: base64url(said),
        signature: base64url(signature),
        userHandle: base64url(Buffer.from(userId)),
      }
    },
  }
}
