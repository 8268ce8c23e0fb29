import type { CommandId } from '../../tab/command-table.ts'
import { Prompt } from './prompt.tsx'
import { commandsNow } from './commands-in-order.ts'
import type { commandsIn } from './commands.ts'
import { none, type GridStore } from './grid-store.ts'
import type { Row } from './model/rows.ts'
import { RowMenu } from './row-menu.tsx'
import { SelectionBar } from './selection-bar.tsx'

type Given = Parameters<typeof commandsIn>[0]
interface Props {
  readonly given: Given
  readonly menu: GridStore['menu']
  readonly prompt: GridStore['prompt']
  readonly run: (what: CommandId, row: Row | undefined) => void
  readonly command: (give: (commands: ReturnType<typeof commandsIn>) => void) => void
  /** Gives the focus back to the current row. */
  readonly again: () => void
}
/** What lies over a view of tasks: what can be done with what is selected, the menu of a row, what a command asks. */
export const GridOffers = ({ given, menu, prompt, run, command, again }: Props) => {
  const { store, view } = given
  const { selected, shown } = view
  const shut = () => {
    store.setState({ menu: null, prompt: null })
    again()
  }
  return (
    <>
      {selected.size > 0 && (
        <SelectionBar
          count={selected.size}
          run={(what) =>
            run(
              what,
              shown.find((row) => selected.has(row.key)),
            )
          }
          onClear={() => {
            store.setState({ selected: none, anchor: null })
            again()
          }}
        />
      )}
      {menu && (
        <RowMenu
          at={menu.at}
          onClose={shut}
          row={menu.row}
          chosen={selected.has(menu.row.key)}
          offers={(what) => commandsNow()?.commandsIn(given).offers(what, menu.row) ?? false}
          run={(what) => run(what, menu.row)}
        />
      )}
      {prompt && (
        <Prompt
          {...prompt}
          followAtOnce={view.followAtOnce}
          leave={(then) => command(({ leave }) => then(leave(prompt.rows)))}
          onMoved={() => store.setState({ selected: none })}
          onClose={shut}
        />
      )}
    </>
  )
}
