/** The addresses that are a page, in their pattern. Whatever else is asked for as one is told by the page that there is none. */
export const pagePaths = [
  '/',
  '/list/:id',
  '/today',
  '/trash',
  '/settings',
  '/space/:id',
  '/join/:token',
  '/join/:token/*',
  '/sign-in',
  '/sign-up',
  '/reset',
  '/confirm',
] as const

/** `:name` stands for one part of a path, `*` for all that follows. */
const fits = (pattern: string, path: string): boolean => {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  const open = wanted.at(-1) === '*'
  if (open) wanted.pop()
  return (open ? given.length > wanted.length : given.length === wanted.length) && wanted.every((part, n) => part.startsWith(':') || part === given[n])
}

/** An address as it may be written down: of a page its pattern, of a part of one its name; nothing that is somebody's, no query. */
export const patternOf = (path: string): string => pagePaths.find((pattern) => fits(pattern, path)) ?? (/^\/assets\/[\w.-]+$/.test(path) ? path : '/*')
