/** A line of a table, as it is printed for people and programs. */
export const row = (cells: readonly string[]): string => cells.join('\t')
