import { limits } from '@muster/core/contract/limits.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { byOrder, positionIn } from '../../../replica/sorted-rows.ts'

/** Placing among siblings looks at so many on each side: those that may get new keys, and the one behind them. */
const looked = limits.rekey + 1

/**
 * The siblings nearest to where a task goes, and at which of them it does: in front of `before`, else at the end. A list may be long, and
 * this is waited for. `all` holds them in order.
 */
export const siblingsAround = (all: readonly TaskDoc[], before: TaskDoc | undefined, isSibling: (task: TaskDoc) => boolean) => {
  const found = before && isSibling(before) ? positionIn(all, before, byOrder) : all.length
  const at = all[found]?.id === before?.id ? found : all.length
  const siblings: TaskDoc[] = []
  for (let n = at - 1; n >= 0 && siblings.length < looked; n--) {
    const task = all[n] as TaskDoc
    if (isSibling(task)) siblings.push(task)
  }
  siblings.reverse()
  const index = siblings.length
  for (let n = at; n < all.length && siblings.length < index + looked; n++) {
    const task = all[n] as TaskDoc
    if (isSibling(task)) siblings.push(task)
  }
  return { siblings, index }
}
