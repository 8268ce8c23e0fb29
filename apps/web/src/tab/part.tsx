import { Suspense, useContext, useEffect, useState, type ReactNode } from 'react'
import { fetchMissingAgain, MissingCode } from '../lib/lazy-part.tsx'
import { ReplicaContext } from '../replica/context.ts'
import { Boundary } from '../lib/boundary.tsx'
import { isAnswered, reloadOnce } from './reload-once.ts'
import { say } from '../messages/page.ts'

/** Where a part of a list that lies over it is said to be broken. */
export const overList = 'selection rounded-lg border border-line bg-raised shadow-float'

const lookAgainMs = 5_000

type Frame = (said: ReactNode) => ReactNode

const Box = ({ look, frame, again, children }: { look: string; frame: Frame | undefined; again: () => void; children: ReactNode }) => {
  const side = frame ? '' : 'px-2.5'
  const said = (
    <div role="alert" className={`${look} text-sm`}>
      <p className={`py-2 ${side}`}>{children}</p>
      <button onClick={again} className={`min-h-11 text-accent underline underline-offset-4 lg:min-h-8 ${side}`}>
        {say('again')}
      </button>
    </div>
  )
  return frame ? frame(said) : said
}

interface Said {
  readonly look: string
  /** What stands around it, where that is more than a box. */
  readonly frame: Frame | undefined
  /** What stands there while its code is on its way. */
  readonly coming: ReactNode
}
/** In the place of a part whose code could not be fetched. The page is loaded anew for it, once; without a server it waits for one. */
const Missing = ({ look, frame, coming, again }: Said & { again: () => void }) => {
  const replica = useContext(ReplicaContext)
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
  if (state === 'looking') return coming
  return (
    <Box look={look} frame={frame} again={again}>
      {say(state === 'away' ? 'part-away' : replica ? 'part-missing' : 'page-missing')}
    </Box>
  )
}

/** Lets the part that it stands in tell of an error that came outside of drawing. */
export const Raise = ({ error }: { error: Error }): ReactNode => {
  throw error
}

/** A part of the page: what breaks in it, or cannot be fetched, is said in its place, and the rest goes on. With another `of` it begins anew. */
export const Part = ({ of, look = '', frame, coming, children }: Partial<Said> & { of?: unknown; children: ReactNode }) => (
  <Boundary
    of={of}
    fallback={(again, error) =>
      error instanceof MissingCode ? (
        <Missing
          look={look}
          frame={frame}
          coming={coming}
          again={() => {
            fetchMissingAgain()
            again()
          }}
        />
      ) : (
        <Box look={look} frame={frame} again={again}>
          {say('part-broken')}
        </Box>
      )
    }
  >
    <Suspense fallback={coming}>{children}</Suspense>
  </Boundary>
)
