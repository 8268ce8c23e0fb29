/** What a terminal would obey, or show elsewhere than it stands: controls (Cc) and formats (Cf), of which directions are some; not what joins emoji and letters. */
const unseen = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv

/** A line of a list, for eyes and for programs: cells may hold what others wrote, and are one line of plain characters each. */
export const row = (cells: readonly string[]): string =>
  cells.map((cell) => cell.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)).join('\t')
