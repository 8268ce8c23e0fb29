import { foldName } from './fold-name.ts'

/** FNV-1a over UTF-16 units, 32 bits, from a seed. */
const hash32 = (text: string, seed: number): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash
}

/** A UUID of version 8 (RFC 9562) that every device derives alike from the same text. */
export const derivedId = (text: string): string => {
  const hex = [1, 2, 3, 4].map((seed) => hash32(text, Math.imul(seed, 0x9e3779b1)).toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The id of the `labelName` row of a name. */
export const labelNameId = (name: string): string => derivedId(foldName(name))

/**
 * Where the row of a name was before folding told words in most scripts apart (it took away every combining mark, so that バス and パス were
 * one): rows that were written then are still found there. Undefined where that is the same id.
 */
export const formerLabelNameId = (name: string): string | undefined => {
  const former = derivedId(name.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase())
  return former === labelNameId(name) ? undefined : former
}
