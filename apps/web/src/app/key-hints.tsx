import { Suspense } from 'react'
import { lazyPart } from '../lib/lazy-part.tsx'
import { fetchWhenIdle } from '../lib/when-idle.ts'
import { useMine } from '../replica/context.ts'
import { bindingsOf } from '../tab/bindings.ts'
import { commandText } from '../tab/command-text.ts'
import { keyText } from '../tab/key-text.ts'
import { canGive } from '../tab/scopes.ts'
import { useShown } from '../tab/shown.ts'
import { say } from './say.ts'

const HelpSheet = lazyPart(() => import('./help-sheet.tsx').then((module) => module.HelpSheet))
// Fetched when idle, so that it is there offline.
const quickAdd = () => import('../features/tasks/quick-add.tsx')
const QuickAdd = lazyPart(() => quickAdd().then((module) => module.QuickAdd))
fetchWhenIdle(quickAdd)

/** What may follow a first key, while it is waited for; the help; and where a task is added from anywhere. */
export const KeyHints = () => {
  const { chord, help, adding } = useShown()
  const keys = useMine()?.keys
  const next = chord
    ? bindingsOf(keys)
        .after(chord.key)
        .filter(([, id]) => canGive(id, chord.target))
    : []
  return (
    <>
      {chord && (
        <div className="selection flex max-w-[calc(100vw-2rem)] flex-wrap gap-x-4 rounded-lg border border-line bg-raised px-4 py-2 text-[13px] shadow-float">
          {next.every(([, id]) => id.startsWith('go-')) && <span className="text-quiet">{say('go-to')}</span>}
          {next.map(([key, id]) => (
            <span key={id} className="whitespace-nowrap">
              <kbd className="mr-1.5 font-sans font-semibold">{keyText(key)}</kbd>
              {commandText(id)}
            </span>
          ))}
        </div>
      )}
      <Suspense>{adding && <QuickAdd onClose={() => useShown.setState({ adding: false })} />}</Suspense>
      <Suspense>{help && <HelpSheet keys={keys} onClose={() => useShown.setState({ help: false })} />}</Suspense>
    </>
  )
}
