/** One spelling for names that people hold to be the same: accents, case and outer space folded. */
export const foldName = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase()

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
