import { asked as texts } from '../messages/en/asked.ts'
import { say as sayPage } from '../messages/page.ts'
import { words } from '../messages/words.ts'
import type { Replied } from './asked.ts'

const say = words('asked', texts)

/** What stands where something will be that the server has not told yet. */
export const Waiting = ({ asked, onAgain }: { asked: Replied<unknown>; onAgain: () => Promise<void> }) =>
  asked.is === 'here' ? null : (
    <p className="mt-2 text-[13px] text-quiet">
      {say(asked.is)}
      {asked.is === 'away' && (
        <button
          onClick={() => void onAgain()}
          className="-ml-3 block min-h-11 rounded-md px-3 text-[13px] font-medium text-accent hover:bg-hover sm:ml-1 sm:inline lg:min-h-8"
        >
          {sayPage('again')}
        </button>
      )}
    </p>
  )
