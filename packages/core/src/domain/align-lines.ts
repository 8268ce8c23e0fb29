/** Counts what a comparison of texts costs: one for each point that the search visits and each line that is looked at. It is never timed, so every device comes to the same result. */
export interface Work {
  steps: number
}

/** Lines as numbers: equal lines are equal numbers, so that a comparison costs the same however long they are. */
export const createNumbering = () => {
  const numbers = new Map<string, number>()
  return (lines: readonly string[]): Int32Array =>
    Int32Array.from(lines, (line) => {
      const known = numbers.get(line)
      if (known !== undefined) return known
      numbers.set(line, numbers.size)
      return numbers.size - 1
    })
}

/**
 * Myers' greedy search for a longest common subsequence ("An O(ND) Difference Algorithm and Its Variations", 1986), within the box: `pair`
 * hears of each match, and of none when it is not found within `most` steps.
 */
const search = (from: Int32Array, to: Int32Array, most: number, work: Work, pair: (from: number, to: number) => void): void => {
  const [rows, columns] = [from.length, to.length]
  const end = rows - columns
  // Diagonals are row − column; for each number of edits the row that every other one of them gets to, from the lowest that is looked at.
  const reached: { readonly low: number; readonly rows: Int32Array }[] = []
  const rowOn = (edits: number, diagonal: number): number => {
    const then = reached[edits]
    return then?.rows[(diagonal - then.low) / 2] ?? -1
  }
  const comesFromAbove = (edits: number, diagonal: number) => rowOn(edits - 1, diagonal - 1) >= rowOn(edits - 1, diagonal + 1)
  const startOf = (edits: number, diagonal: number): number => {
    if (edits === 0) return 0
    return comesFromAbove(edits, diagonal) ? rowOn(edits - 1, diagonal - 1) + 1 : rowOn(edits - 1, diagonal + 1)
  }
  const walkBack = () => {
    for (let edits = reached.length - 1, row = rows, diagonal = end; edits >= 0; edits--) {
      const start = startOf(edits, diagonal)
      while (row > start) {
        row--
        pair(row, row - diagonal)
      }
      const above = edits > 0 && comesFromAbove(edits, diagonal)
      diagonal += above ? -1 : 1
      row = above ? start - 1 : start
    }
  }
  // A diagonal that got to the edge of the box needs no other beyond it.
  let [lowest, highest] = [-columns, rows]
  let steps = 0
  for (let edits = 0; steps <= most; edits++) {
    const low = Math.max(-edits, lowest + ((lowest + edits) & 1))
    const high = Math.min(edits, highest - ((highest + edits) & 1))
    const rowsOn = new Int32Array((high - low) / 2 + 1)
    reached.push({ low, rows: rowsOn })
    for (let diagonal = low; diagonal <= high && steps <= most; diagonal += 2) {
      const start = startOf(edits, diagonal)
      let row = start
      while (row < rows && row - diagonal < columns && from[row] === to[row - diagonal]) row++
      rowsOn[(diagonal - low) / 2] = row
      steps += 1 + row - start
      if (row >= rows) highest = Math.min(highest, diagonal - 1)
      if (row - diagonal >= columns) lowest = Math.max(lowest, diagonal + 1)
      if (diagonal !== end || row < rows) continue
      walkBack()
      work.steps += steps
      return
    }
  }
  work.steps += steps
}

/** The rows whose lines the others have, too: a line that they have nowhere pairs with none. */
const rowsFoundIn = (lines: Int32Array, start: number, end: number, others: Int32Array, othersEnd: number): Int32Array => {
  const there = new Uint8Array(lines.reduce((most, line) => Math.max(most, line + 1), 0))
  for (let row = start; row < othersEnd; row++) there[others[row] as number] = 1
  const rows = new Int32Array(end - start)
  let count = 0
  for (let row = start; row < end; row++) if (there[lines[row] as number] === 1) rows[count++] = row
  return rows.subarray(0, count)
}

/**
 * For each line of `from` the line of `to` that stands for it, or -1: a longest common subsequence, in linear time and at most about `most`
 * steps of search. Beyond them, only what both begin and end with is paired.
 */
export const alignLines = (from: Int32Array, to: Int32Array, most: number, work: Work = { steps: 0 }): Int32Array => {
  const pairs = new Int32Array(from.length).fill(-1)
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) pairs[start] = start++
  let [fromEnd, toEnd] = [from.length, to.length]
  while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) pairs[--fromEnd] = --toEnd
  const [fromRows, toRows] = [rowsFoundIn(from, start, fromEnd, to, toEnd), rowsFoundIn(to, start, toEnd, from, fromEnd)]
  const picked = (lines: Int32Array, rows: Int32Array) => rows.map((row) => lines[row] as number)
  search(picked(from, fromRows), picked(to, toRows), most, work, (row, column) => {
    pairs[fromRows[row] as number] = toRows[column] as number
  })
  return pairs
}
