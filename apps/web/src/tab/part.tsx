import { Suspense, useEffect, useState, type ReactNode } from 'react'
import { fetchMissingAgain, MissingCode } from '../lib/lazy-part.tsx'
import { useReplica } from '../replica/context.ts'
import { Boundary } from '../lib/boundary.tsx'
import { isAnswered, reloadOnce } from './reload-once.ts'
import { say } from '../messages/page.ts'

/** Where a part of a list that lies over it is said to be broken. */
export const overList = 'selection rounded-lg border border-line bg-raised shadow-float'

const lookAgainMs = 5_000

const Box = ({ look, again, children }: { look: string; again: () => void; children: ReactNode }) => (
  <div role="alert" className={`${look} text-sm`}>
    <p className="px-2.5 py-2">{children}</p>
    <button onClick={again} className="min-h-11 px-2.5 text-accent underline underline-offset-4 lg:min-h-8">
      {say('again')}
    </button>
  </div>
)

/** In the place of a part whose code could not be fetched. The page is loaded anew for it, once; without a server it waits for one. */
const Missing = ({ look, again }: { look: string; again: () => void }) => {
  const replica = useReplica()
  const [state, setState] = useState<'looking' | 'away' | 'gone'>('looking')
  useEffect(() => {
    let over = false
    void reloadOnce(replica).then((now) => over || setState(now))
    return () => {
      over = true
    }
  }, [replica])
  useEffect(() => {
    if (state !== 'away') return
    const look = () => void isAnswered().then((answered) => answered && again())
    const timer = setInterval(look, lookAgainMs)
    addEventListener('online', look)
    return () => {
      clearInterval(timer)
      removeEventListener('online', look)
    }
  }, [state, again])
  if (state === 'looking') return null
  return (
    <Box look={look} again={again}>
      {say(state === 'away' ? 'part-away' : 'part-missing')}
    </Box>
  )
}

/** Lets the part that it stands in tell of an error that came outside of drawing. */
export const Raise = ({ error }: { error: Error }): ReactNode => {
  throw error
}

/** A part of the page: what breaks in it, or cannot be fetched, is said in its place, and the rest goes on. With another `of` it begins anew. */
export const Part = ({ of, look = '', coming, children }: { of?: unknown; look?: string; coming?: ReactNode; children: ReactNode }) => (
  <Boundary
    of={of}
    fallback={(again, error) =>
      error instanceof MissingCode ? (
        <Missing
          look={look}
          again={() => {
            fetchMissingAgain()
            again()
          }}
        />
      ) : (
        <Box look={look} again={again}>
          {say('part-broken')}
        </Box>
      )
    }
  >
    <Suspense fallback={coming}>{children}</Suspense>
  </Boundary>
)
