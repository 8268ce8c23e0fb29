/** Lines of a configuration, each whole. */
export type Lines = readonly string[]

/** A block of the file: what stands before its brace, and what is in it. */
export const block = (head: string, ...inside: readonly Lines[]): Lines => [`${head} {`, ...inside.flat().map((line) => (line === '' ? '' : `  ${line}`)), '}']

/** A text as nginx reads it back. What it takes for a variable stays one. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
