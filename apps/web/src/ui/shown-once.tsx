import { useState } from 'react'
import { announce } from './announcer.tsx'

/** A link or a key right after it was made: the only time that it can be copied. */
export const ShownOnce = ({ label, text, copy, copied, note }: Readonly<Record<'label' | 'text' | 'copy' | 'copied' | 'note', string>>) => {
  const [done, setDone] = useState(false)
  const onCopy = async () => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    announce(copied)
  }
  return (
    <div className="mt-3 rounded-md border border-line bg-raised p-3">
      <div className="flex gap-2">
        <input
          readOnly
          aria-label={label}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          className="h-11 min-w-0 flex-1 rounded-md border border-edge bg-ground px-2.5 font-mono text-base lg:h-9 lg:text-[13px]"
        />
        <button onClick={() => void onCopy()} className="min-h-11 shrink-0 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">
          {done ? copied : copy}
        </button>
      </div>
      <p className="mt-2 text-[13px] text-quiet">{note}</p>
    </div>
  )
}
