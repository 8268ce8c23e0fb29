import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskIn } from '../../ports/view-over.ts'
import { shown } from './shown.ts'

const [opening, comma] = ['{"items":[', 0x2c]

/**
 * The document as it is shown. Inside a text of JSON every quote is escaped, so that what looks like the field is the field; what
 * was moved away stands nowhere.
 */
const textOf = ({ space, row: { parentId, listId, json } }: TaskIn): string => {
  if (parentId !== null || listId !== null || !json.includes('"movedTo":')) return json
  const { space: _, ...task } = shown(space, JSON.parse(json) as TaskDoc)
  return JSON.stringify(task)
}

/**
 * A `TaskPage` as it is sent: each document as it is stored, with its space in front. The texts are written straight to where they
 * go; joined as strings first, they would be copied twice more, and what that leaves to be collected costs as much as all the rest.
 */
export const pageBytes = (items: readonly TaskIn[], nextCursor: string | null): Buffer => {
  const fronts: string[] = []
  const texts: string[] = []
  const closing = `],"nextCursor":${JSON.stringify(nextCursor)}}`
  let size = opening.length + closing.length
  for (const item of items) {
    const front = `${fronts.length === 0 ? '' : ','}{"space":"${item.space}"`
    const text = textOf(item)
    fronts.push(front)
    texts.push(text)
    size += front.length + Buffer.byteLength(text)
  }
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.write(opening, 0, 'latin1')
  for (const [index, front] of fronts.entries()) {
    at += bytes.write(front, at, 'latin1')
    const begins = at
    at += bytes.write(texts[index] ?? '', at, 'utf8')
    // The space stands where the document opened.
    bytes[begins] = comma
  }
  bytes.write(closing, at, 'latin1')
  return bytes
}
