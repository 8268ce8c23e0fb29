import type { Keys } from '@muster/core/contract/schemas/common.ts'
import { Link } from '../lib/link.tsx'
import { addressOf } from '../lib/routes.ts'
import { keysOf } from '../tab/bindings.ts'
import { allCommands, groups, type CommandId } from '../tab/command-table.ts'
import { commandText, groupText } from '../tab/command-text.ts'
import { keyText } from '../tab/key-text.ts'
import { help } from '../messages/en/help.ts'
import { words } from '../messages/words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { CrossIcon } from '../ui/icons.tsx'

/** Commands that are told of in one line, as they are two ways of one thing. */
const say = words('help', help)
const paired = [
  ['up-down', ['up', 'down']],
  ['first-last', ['first', 'last']],
  ['fold-unfold', ['fold', 'unfold']],
  ['priority', ['priority-1', 'priority-2', 'priority-3', 'priority-4', 'priority-0']],
  ['done', ['space', 'done']],
  ['up-down', ['move-up', 'move-down']],
  ['in-out', ['indent', 'outdent']],
  ['extend', ['extend-up', 'extend-down']],
  ['page', ['page-up', 'page-down']],
] as const satisfies readonly (readonly [words: string, ids: readonly CommandId[]])[]
/** Every key that does something. */
export const HelpSheet = ({ keys, onClose }: { keys: Keys | null | undefined; onClose: () => void }) => {
  const lines = (group: (typeof groups)[number]) => {
    const told = new Set<CommandId>()
    return allCommands
      .filter((one) => one.group === group)
      .flatMap(({ id }) => {
        if (told.has(id)) return []
        const pair = paired.find(([, ids]: readonly [string, readonly CommandId[]]) => ids.includes(id))
        for (const one of pair?.[1] ?? [id]) told.add(one)
        // The first key of each; of what stands alone, all.
        const given = pair ? pair[1].flatMap((one) => keysOf(one, keys).slice(0, 1)) : keysOf(id, keys).slice(0, 2)
        return given.length === 0 ? [] : [{ words: pair ? say(pair[0]) : commandText(id), given: given.map(keyText) }]
      })
  }
  return (
    <Dialog label={say('title')} size="wide" onClose={onClose}>
      <div className="flex items-center justify-between border-b border-line py-1 pl-5 pr-2">
        <h2 className="text-sm font-semibold">{say('title')}</h2>
        <button
          autoFocus
          aria-label={say('close')}
          onClick={onClose}
          className="grid size-11 place-items-center rounded-md text-quiet hover:bg-hover lg:size-8"
        >
          <CrossIcon />
        </button>
      </div>
      <div tabIndex={0} role="group" aria-label={say('keys')} className="max-h-[70dvh] overflow-auto overscroll-contain">
        <div className="gap-x-8 px-5 pt-4 sm:columns-2">
          {groups.map((group) => (
            <section key={group} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-xs font-medium text-quiet">{groupText(group)}</h3>
              <dl>
                {lines(group).map(({ words, given }) => (
                  <div key={`${words} ${given.join()}`} className="flex min-h-7 items-center justify-between gap-4 text-[13px]">
                    <dt className="shrink-0">{words}</dt>
                    <dd className="flex flex-wrap justify-end gap-1">
                      {given.map((one) => (
                        <kbd
                          key={one}
                          className="min-w-6 whitespace-nowrap rounded-sm border border-line px-1.5 text-center font-sans text-xs leading-5 text-quiet"
                        >
                          {one}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <p className="px-5 pb-4 text-[13px] text-quiet">
          {say('leave')}{' '}
          <Link href={addressOf('settings', { section: 'keys' })} onClick={onClose} className="underline underline-offset-4 hover:text-text">
            {say('change')}
          </Link>
        </p>
      </div>
    </Dialog>
  )
}
