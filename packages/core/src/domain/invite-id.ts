/** The id of an invitation, from the SHA-256 of its secret in hex: a UUID of version 8 (RFC 9562). Who reads the row cannot make the link. */
export const inviteIdOf = (hash: string): string =>
  `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
