import { MissingCode } from '../../lib/lazy-part.tsx'
import { RowField } from './lazy-row-field.ts'

const load = () => Promise.all([import('./commands.ts'), RowField.fetchPart()]).then(([commands]) => commands)
type Commands = Awaited<ReturnType<typeof load>>
type Work = (commands: Commands) => void
const againMs = 3_000
let here: Commands | undefined
let fetching = false
let waiting: Work[] = []

const fetchCommands = () => {
  if (fetching) return
  fetching = true
  void load().then(
    (module) => {
      here = module
      const all = waiting
      waiting = []
      // One that fails holds up none behind it.
      for (const work of all)
        try {
          work(module)
        } catch (error) {
          reportError(error)
        }
      for (const tell of missed) tell(null)
    },
    (cause: unknown) => {
      fetching = false
      for (const tell of missed) tell(new MissingCode('The commands could not be fetched', { cause }))
      // What was asked for is still meant, and may yet be done.
      if (waiting.length > 0) setTimeout(fetchCommands, againMs)
    },
  )
}
const missed = new Set<(error: MissingCode | null) => void>()

/** The code of the commands, when it is here. */
export const commandsNow = (): Commands | undefined => here

/** Does something with the code of the commands, which comes after the first load: at once, or in the order in which it was asked for. */
export const withCommands = (work: Work): void => {
  if (here) return work(here)
  waiting.push(work)
  fetchCommands()
}
/** Comes with the code of the commands. */
export const commandsHere = (): Promise<Commands> => new Promise(withCommands)
/** Hears when that code could not be fetched, and null when it came after all; what comes back stops it. */
export const onMissedCommands = (told: (error: MissingCode | null) => void): (() => void) => {
  missed.add(told)
  return () => void missed.delete(told)
}
