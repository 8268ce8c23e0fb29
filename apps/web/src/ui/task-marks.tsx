import { CheckIcon, CrossIcon } from './icons.tsx'
import { say } from '../messages/page.ts'

export const Circle = ({ status }: { status: 'open' | 'done' | 'dropped' }) => (
  <span
    aria-hidden
    className={`grid size-[18px] shrink-0 place-items-center rounded-full border-[1.5px] ${status === 'open' ? 'border-quiet' : status === 'done' ? 'circle-filled border-accent bg-accent text-on-accent' : 'circle-filled border-quiet bg-quiet text-ground'}`}
  >
    {status !== 'open' && <span className="scale-75">{status === 'done' ? <CheckIcon /> : <CrossIcon />}</span>}
  </span>
)

type Priority = 0 | 1 | 2 | 3 | 4

/** Priority by shape and word: a filled square with a mark, or one to three of three bars. */
export const PriorityMark = ({ priority }: { priority: Priority }) => {
  if (priority === 0) return null
  const word = say('priority', { priority })
  return (
    <span title={word} className={priority === 1 ? 'text-accent' : 'text-quiet'}>
      <span className="sr-only">{word}</span>
      <svg aria-hidden viewBox="0 0 16 16" className="size-4" fill="currentColor">
        {priority === 1 ? (
          <path
            fillRule="evenodd"
            d="M4 1.5h8A2.5 2.5 0 0 1 14.5 4v8a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 12V4A2.5 2.5 0 0 1 4 1.5Zm3.25 2.75v4.5h1.5v-4.5h-1.5Zm0 6v1.5h1.5v-1.5h-1.5Z"
          />
        ) : (
          [0, 1, 2].map((bar) => (
            <rect key={bar} x={2 + bar * 4.5} y={10 - bar * 3.5} width="3" height={4 + bar * 3.5} rx="1" opacity={bar < 5 - priority ? 1 : 0.3} />
          ))
        )}
      </svg>
    </span>
  )
}
