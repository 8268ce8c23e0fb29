let owner: string | undefined

/** Whose page this is, or whose worker; undefined before anybody is known, and again once they have signed out. */
export const pageOwner = (): string | undefined => owner

/** Says whose it is. Another person means another page. */
export const setPageOwner = (person: string | undefined): void => {
  owner = person
}
