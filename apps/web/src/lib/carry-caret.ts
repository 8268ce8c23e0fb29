const biggest = 4_000_000

/** For each old line the new line that stands for it, or -1: the longest common subsequence of lines. */
const pairLines = (old: readonly string[], now: readonly string[]): Int32Array => {
  const pairs = new Int32Array(old.length).fill(-1)
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) pairs[head] = head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) {
    tail++
    pairs[old.length - tail] = now.length - tail
  }
  const [rows, columns] = [old.length - head - tail, now.length - head - tail]
  if (rows === 0 || columns === 0 || rows * columns > biggest) return pairs
  const width = columns + 1
  const longest = new Uint16Array((rows + 1) * width)
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      longest[row * width + column] =
        old[head + row] === now[head + column]
          ? (longest[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(longest[(row + 1) * width + column] ?? 0, longest[row * width + column + 1] ?? 0)
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (old[head + row] === now[head + column]) pairs[head + row++] = head + column++
    else if ((longest[(row + 1) * width + column] ?? 0) >= (longest[row * width + column + 1] ?? 0)) row++
    else column++
  }
  return pairs
}

/** Where the caret goes when a text is replaced by one that others wrote into: it stays in its line, at its column. */
export const carryCaret = (before: string, after: string, caret: number): number => {
  const lines = before.split('\n')
  const fresh = after.split('\n')
  const row = before.slice(0, caret).split('\n').length - 1
  const column = caret - (before.lastIndexOf('\n', caret - 1) + 1)
  const pairs = pairLines(lines, fresh)
  const startOf = (line: number) => fresh.slice(0, line).reduce((length, text) => length + text.length + 1, 0)
  const exact = pairs[row] ?? -1
  if (exact >= 0) return startOf(exact) + column
  // Its own line changed: as far behind the nearest line above that stayed.
  let above = row - 1
  while (above >= 0 && (pairs[above] ?? -1) < 0) above--
  const line = Math.min(fresh.length - 1, (above < 0 ? -1 : (pairs[above] ?? -1)) + (row - above))
  return startOf(line) + Math.min(column, fresh[line]?.length ?? 0)
}
