/** "Deleted" of one, "3 tasks deleted" of more. */
export const oneOrMany = (n: number, one: string, many: string): string => (n === 1 ? one : `${n} ${many}`)
