import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { awaited } from '../../lib/awaited.ts'
import { whenIdle } from '../../lib/when-idle.ts'
import { holdKeys } from '../../tab/kept-keys.ts'
import { commandsNow, onMissedCommands, withCommands } from './commands-in-order.ts'
import type { commandsIn } from './commands.ts'

type Given = Parameters<typeof commandsIn>[0]
type Commands = ReturnType<typeof commandsIn>

/** Commands see the view as it is drawn; one that is given before their code is here waits for it, and so do keys. */
export const useGridCommands = (grid: RefObject<HTMLElement | null>, now: Given) => {
  const given = useRef(now)
  useEffect(() => {
    given.current = now
  })
  const [missed, setMissed] = useState<Error | null>(null)
  useEffect(() => onMissedCommands(setMissed), [])
  const command = useCallback((give: (commands: Commands) => void) => {
    const over = commandsNow() ? undefined : awaited()
    withCommands(({ commandsIn }) => {
      over?.()
      give(commandsIn(given.current))
    })
  }, [])
  // Before what stood here until now lets go of them.
  useLayoutEffect(() => {
    const release = holdKeys()
    let stop = () => {}
    let gone = false
    const start = () =>
      withCommands(({ listen }) => {
        if (!gone) stop = listen(() => given.current, grid)
        release()
      })
    if (commandsNow()) start()
    else whenIdle(start)
    return () => {
      gone = true
      release()
      stop()
    }
  }, [grid])
  return { command, missed }
}
