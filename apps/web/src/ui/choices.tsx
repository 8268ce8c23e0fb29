import { useId, useState, type ReactNode } from 'react'
import { isComposing } from '../lib/composing.ts'
import { CheckIcon } from './icons.tsx'

export interface Choice {
  readonly id: string
  readonly text: string
  readonly on: boolean
  readonly mark?: ReactNode
  readonly indent?: boolean
  readonly choose: () => void
}
interface Props {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly placeholder: string
  /** What the field is told beside, where its text may become one that is saved. */
  readonly field?: Readonly<Record<`data-${string}`, unknown>>
  readonly many?: boolean
  readonly choices: readonly Choice[]
}
/** A field over a list that it narrows: arrows walk, Enter chooses. */
export const Choices = ({ label, text, onText, placeholder, field, many = false, choices }: Props) => {
  const [at, setAt] = useState(0)
  const list = useId()
  const current = choices[Math.min(at, choices.length - 1)]
  return (
    <>
      <input
        {...field}
        data-autofocus=""
        role="combobox"
        aria-label={label}
        aria-expanded={choices.length > 0}
        aria-controls={list}
        aria-activedescendant={current && `${list}-${current.id}`}
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          onText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (by === 0 && event.key !== 'Enter') return
          event.preventDefault()
          if (by !== 0) setAt((Math.min(at, choices.length - 1) + by + choices.length) % Math.max(1, choices.length))
          else current?.choose()
        }}
        className="h-11 w-full rounded-md border border-edge bg-ground px-2.5 text-base placeholder:text-quiet lg:h-8 lg:text-[13px]"
      />
      {choices.length > 0 && (
        <ul id={list} role="listbox" aria-label={label} aria-multiselectable={many} className="mt-1 max-h-64 overflow-auto overscroll-contain">
          {choices.map((choice) => (
            <li
              key={choice.id}
              id={`${list}-${choice.id}`}
              role="option"
              aria-selected={choice.on}
              onClick={choice.choose}
              onPointerMove={() => setAt(choices.indexOf(choice))}
              ref={(element) => {
                if (choice === current && at > 0) element?.scrollIntoView({ block: 'nearest' })
              }}
              className={`flex min-h-11 cursor-pointer items-center gap-2 rounded-md px-2.5 text-base lg:min-h-8 lg:text-[13px] ${choice === current ? 'bg-hover' : ''} ${choice.indent ? 'pl-8 text-quiet' : ''}`}
            >
              {choice.mark}
              <span className="min-w-0 flex-1 truncate">{choice.text}</span>
              {choice.on && (
                <span className="text-accent">
                  <CheckIcon />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
