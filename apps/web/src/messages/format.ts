import type { Compiled, Token } from './compiled.ts'

export interface Formats {
  readonly plural: Intl.PluralRules
  readonly number: Intl.NumberFormat
}
type Values = Readonly<Record<string, string | number>>

/**
 * Puts a compiled message of ICU MessageFormat together: values, numbers, `plural` with exact cases, `select`. Which form a number takes, and
 * how it is written, the platform knows (ECMA-402).
 * @param hash what `#` stands for
 */
export const format = (message: Compiled, values: Values, formats: Formats, hash?: number): string => {
  const written = (value: string | number) => (typeof value === 'number' ? formats.number.format(value) : value)
  const said = (token: Token): string => {
    if (token === '#' && hash !== undefined) return written(hash)
    if (typeof token === 'string') return token
    const [name, kind, branches = {}] = token
    const value = values[name] ?? ''
    if (kind !== 'plural' && kind !== 'select') return written(value)
    const chosen = Object.hasOwn(branches, value) ? value : kind === 'plural' ? formats.plural.select(Number(value)) : 'other'
    const branch = (branches[chosen] ?? branches['other'] ?? []) as Compiled
    return format(branch, values, formats, kind === 'plural' ? Number(value) : hash)
  }
  return message.map(said).join('')
}
