import type * as Commands from './commands.ts'

let here: typeof Commands | undefined
let coming: Promise<typeof Commands> | undefined

/** The code of the commands, when it is here. */
export const commandsNow = (): typeof Commands | undefined => here

/** Does something with the code of the commands, which comes after the first load: at once, or in the order in which it was asked for. */
export const withCommands = (work: (commands: typeof Commands) => void): void => {
  if (here) return work(here)
  coming ??= import('./commands.ts')
  void coming.then((module) => {
    here = module
    work(module)
  })
}
