import { recallInTab, storeInTab } from '../../lib/browser-storage.ts'
import type { Replica } from '../../replica/replica.ts'
import type { TaskActions } from './actions.ts'
import { commandsNow, withCommands } from './commands-in-order.ts'

const names = ['setStatus', 'rename', 'setPriority', 'setDay', 'remove', 'move', 'add'] as const satisfies readonly (keyof TaskActions)[]
/** What somebody did, and the code of it has not come. */
export type Act = readonly [name: (typeof names)[number], args: readonly unknown[]]

const slot = 'acts'
let acts: readonly Act[] | undefined
const left = (): readonly Act[] => {
  try {
    return JSON.parse(recallInTab(slot) ?? '[]') as readonly Act[]
  } catch {
    return []
  }
}

/** Their places are found among all rows, not among the first ones that came; never while something is drawn. */
const whenLoaded = (replica: Replica) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!replica.sync().loaded) return
      stop()
      resolve()
    }
    const stop = replica.subscribeSync(look)
    look()
  })

/**
 * What people do to tasks. Its code comes after the first load: what is done before is done then, in its order. It is written down until then,
 * and done by the next page of this tab if this one ends too early: its field is empty by then. Meanwhile it counts as waiting.
 */
export const taskActions = (replica: Replica): TaskActions => {
  const write = (now: readonly Act[]) => {
    acts = now
    storeInTab(slot, now.length > 0 ? JSON.stringify(now) : null)
    // Asked for while something is drawn, which nothing may be told of.
    queueMicrotask(() => replica.setEarly(acts ?? []))
  }
  const run = (act: Act) =>
    withCommands((code) => {
      const [name, args] = act
      ;(code.taskActions(replica)[name] as (...args: readonly unknown[]) => void)(...args)
      if (acts?.includes(act)) write(acts.filter((one) => one !== act))
    })
  if (!acts) {
    const all = left()
    write(all)
    if (all.length > 0) void whenLoaded(replica).then(() => all.forEach(run))
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: readonly unknown[]) => {
        const act: Act = [name, args]
        if (!commandsNow()) write([...(acts ?? []), act])
        run(act)
      },
    ]),
  ) as unknown as TaskActions
}
