/**
 * The token in the address of an invitation, however a mail program ended the link: with what followed it in the text (`/`, `.`, `)`, `>`).
 * What holds no token comes back as it is, to be refused; undefined for another address.
 */
export const inviteTokenIn = (path: string): string | undefined => {
  const [, rest] = /^\/join\/(.+)$/.exec(path) ?? []
  return rest && (/^[0-9a-f-]{36}\.[\w-]{43}/.exec(rest)?.[0] ?? rest)
}
