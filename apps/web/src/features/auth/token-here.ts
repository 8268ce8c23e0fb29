/** The token of a link that was mailed. It stands behind `#`, where no server is told of it; a mail program may have ended the link with more. */
export const tokenHere = (): string => /^#([\w-]{43})/.exec(location.hash)?.[1] ?? location.hash.slice(1)
