// The library keeps its own parts in a registry that wants this to be there first.
import '@abraham/reflection'
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const dayMs = 86_400_000
/** Browsers take no certificate of a server that is valid for longer than 398 days. */
const [authorityDays, certificateDays] = [3_650, 90]
/** One that ends sooner is made anew. */
const spareMs = 7 * dayMs
/** Before now, for clocks that are behind. */
const earlierMs = 3_600_000

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A certificate and its key, as files in PEM. */
export interface Files {
  readonly certificate: string
  readonly key: string
}
interface Signer {
  readonly pem: string
  readonly subject: string
  readonly keys: CryptoKeyPair
}

/** Readable by us alone, and whole or not there. */
const write = (file: string, text: string): void => {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, text, { mode: 0o600 })
  renameSync(beside, file)
}
const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const keyToPem = async ({ privateKey }: CryptoKeyPair) => PemConverter.encode(await crypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')

const lifeOf = (days: number) => ({ notBefore: new Date(Date.now() - earlierMs), notAfter: new Date(Date.now() + days * dayMs) })
const serial = () => Buffer.from([0x40, ...crypto.getRandomValues(new Uint8Array(15))]).toString('hex')

/** A certificate and its key that are there, belong together and go on being valid for a while; undefined where they do not. */
const readValid = ({ certificate, key }: Files): { readonly pem: string; readonly keyPem: string } | undefined => {
  try {
    const [pem, keyPem] = [readFileSync(certificate, 'utf8'), readFileSync(key, 'utf8')]
    const read = new X509Certificate(pem)
    return Date.parse(read.validTo) - Date.now() > spareMs && read.checkPrivateKey(createPrivateKey(keyPem)) ? { pem, keyPem } : undefined
  } catch {
    return undefined
  }
}
const readKeys = async (certificatePem: string, keyPem: string): Promise<CryptoKeyPair> => {
  const spki = new X509Certificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' })
  return {
    publicKey: await crypto.subtle.importKey('spki', new Uint8Array(spki), algorithm, true, ['verify']),
    privateKey: await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(keyPem), algorithm, true, ['sign']),
  }
}

const openSigner = async (files: Files): Promise<Signer> => {
  const known = readValid(files)
  if (known) return { pem: known.pem, subject: new X509Certificate(known.pem).subject, keys: await readKeys(known.pem, known.keyPem) }
  const keys = await makeKeys()
  // Each is another's: browsers take two of one name for one.
  const subject = `CN=Muster test authority ${serial().slice(2, 10)}`
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: subject,
    ...lifeOf(authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const pem = made.toString('pem')
  write(files.key, await keyToPem(keys))
  write(files.certificate, pem)
  return { pem, subject, keys }
}

/**
 * A certificate authority of our own, for tests and for a cluster on one machine: nobody but who is told to trusts it. What it makes lies
 * in the folder, readable by us alone, and is used again for as long as it is valid.
 */
export const makeAuthority = async (folder: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own: Files = { certificate: join(folder, 'authority.pem'), key: join(folder, 'authority.key') }
  const signer = await openSigner(own)
  const signedByUs = (pem: string) => new X509Certificate(pem).verify(new X509Certificate(signer.pem).publicKey)
  return {
    /** The file that clients are told to trust. */
    file: own.certificate,
    pem: signer.pem,
    /**
     * A certificate for these names and addresses.
     * @param anew makes another although there is one that is valid
     */
    certificateFor: async (names: readonly string[], anew = false): Promise<Files> => {
      const [first] = names
      if (first === undefined) throw new TypeError('A certificate names somebody.')
      const stem = `${first.replaceAll(/[^\w.-]/g, '_')}-${createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 8)}`
      const files: Files = { certificate: join(folder, `${stem}.pem`), key: join(folder, `${stem}.key`) }
      const known = anew ? undefined : readValid(files)
      if (known && signedByUs(known.pem)) return files
      const keys = await makeKeys()
      const made = await X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=${first}`,
        issuer: signer.subject,
        ...lifeOf(certificateDays),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: signer.keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
          await SubjectKeyIdentifierExtension.create(keys.publicKey),
          await AuthorityKeyIdentifierExtension.create(signer.keys.publicKey),
        ],
      })
      write(files.key, await keyToPem(keys))
      write(files.certificate, made.toString('pem'))
      return files
    },
  }
}
