/** "1 change", "3 changes". */
export const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
/** "Deleted" of one, "3 tasks deleted" of more. */
export const oneOrMany = (n: number, one: string, many: string): string => (n === 1 ? one : `${n} ${many}`)
