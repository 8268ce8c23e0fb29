import { Fragment, useState, type KeyboardEvent } from 'react'
import type { Keys } from '@muster/core/contract/schemas/common.ts'
import { useMine, useReplica } from '../../replica/context.ts'
import { bindingsOf, isSingle, keysOf, pressOf } from '../../tab/bindings.ts'
import { allCommands, groups, type CommandId } from '../../tab/command-table.ts'
import { commandText, groupText } from '../../tab/command-text.ts'
import { keyText } from '../../tab/key-text.ts'
import { Summary } from '../../ui/summary.tsx'
import { say } from './say.ts'

const usual: Keys = { single: true, bound: {} }
/** What leaves the field, or is every field's own. */
const kept = new Set(['Tab', 'Shift+Tab', 'Enter', 'Space'])
const button = 'min-h-11 rounded-md px-3 text-[13px] hover:bg-hover lg:min-h-8'

/** Which keys give commands: each can be chosen anew, or taken away, and those of one character turned off. */
export const KeySettings = () => {
  const replica = useReplica()
  const mine = useMine()
  const [asked, setAsked] = useState<CommandId | null>(null)
  const [fault, setFault] = useState('')
  if (!mine) return null
  const keys = mine.keys ?? usual
  const set = (said: string, now: Keys | null) => {
    setAsked(null)
    setFault('')
    replica.transact(said, [{ space: replica.person, name: 'settings.set@1', args: { set: { keys: now } } }])
  }
  const bind = (id: CommandId, to: string | null) => set(say('keys-changed'), { ...keys, bound: { ...keys.bound, [id]: to } })
  const onKeyDown = (id: CommandId) => (event: KeyboardEvent) => {
    if (asked !== id) return
    const press = pressOf(event.nativeEvent)
    if (press === null || kept.has(press)) return
    event.preventDefault()
    event.stopPropagation()
    if (press === 'Escape') {
      setFault('')
      return setAsked(null)
    }
    if (press === 'Backspace') return bind(id, null)
    const [other] = bindingsOf(keys).given(press)
    const starts = bindingsOf(keys).after(press).length > 0
    if (!keys.single && isSingle(press)) return setFault(say('keys-turned-off'))
    if (starts) return setFault(say('keys-begin-others', { keys: keyText(press) }))
    if (other !== undefined && other !== id) return setFault(say('keys-taken', { keys: keyText(press), command: commandText(other) }))
    bind(id, press)
  }
  return (
    <>
      <label className="mt-3 flex min-h-11 cursor-pointer items-center gap-3 text-base lg:min-h-8 lg:text-sm">
        <input
          type="checkbox"
          checked={keys.single}
          onChange={() => set(say(keys.single ? 'keys-single-off' : 'keys-single-on'), { ...keys, single: !keys.single })}
          className="size-5 accent-accent lg:size-4"
        />
        {say('keys-single')}
      </label>
      <p className="text-[13px] text-quiet">{say('keys-single-text')}</p>
      <details open={location.hash === '#keys'} className="mt-2">
        <Summary look="text-base hover:bg-hover lg:text-sm">{say('keys-each')}</Summary>
        {groups.map((group) => (
          <div key={group} className="mt-4">
            <h3 className="text-[13px] font-medium text-quiet">{groupText(group)}</h3>
            <ul>
              {allCommands
                .filter((one) => one.group === group)
                .map(({ id }) => {
                  const words = commandText(id)
                  const given = keysOf(id, keys)
                  const changed = id in keys.bound
                  const waiting = asked === id
                  return (
                    <li key={id} className="flex min-h-11 flex-wrap items-center gap-x-2 border-b border-line text-base lg:min-h-9 lg:text-sm">
                      <span className="min-w-0 flex-1">{words}</span>
                      {changed && (
                        <button
                          aria-label={say('keys-usual-of', { command: words })}
                          onClick={() => {
                            const { [id]: _, ...bound } = keys.bound
                            set(say('keys-changed'), { ...keys, bound })
                          }}
                          className={`${button} text-quiet`}
                        >
                          {say('keys-usual')}
                        </button>
                      )}
                      <button
                        aria-pressed={waiting}
                        onClick={() => {
                          setFault('')
                          setAsked(waiting ? null : id)
                        }}
                        onBlur={() => waiting && setAsked(null)}
                        onKeyDown={onKeyDown(id)}
                        className={`${button} flex items-center justify-end gap-1 ${waiting ? 'bg-chosen' : ''}`}
                      >
                        <span className="sr-only">{say('keys-of', { command: words })} </span>
                        {waiting ? (
                          <span className="text-quiet">{say('keys-press')}</span>
                        ) : given.length > 0 ? (
                          given.map((one, n) => (
                            <Fragment key={one}>
                              {n > 0 && <span className="sr-only">, </span>}
                              <kbd className="min-w-6 rounded-sm border border-line px-1.5 text-center font-sans text-xs leading-5 text-quiet">
                                {keyText(one)}
                              </kbd>
                            </Fragment>
                          ))
                        ) : (
                          <span className="text-quiet">{say('keys-none')}</span>
                        )}
                      </button>
                      {waiting && (
                        <p role="status" className="w-full pb-1 text-right text-[13px] text-quiet">
                          {fault || say('keys-take-away')}
                        </p>
                      )}
                    </li>
                  )
                })}
            </ul>
          </div>
        ))}
      </details>
      {Object.keys(keys.bound).length > 0 && (
        <button onClick={() => set(say('keys-are-usual'), { ...keys, bound: {} })} className={`${button} mt-3 border border-line`}>
          {say('keys-all-usual')}
        </button>
      )}
    </>
  )
}
