import { recallOnTab, storeOnTab } from '../lib/browser-storage.ts'
import type { Replica } from '../replica/replica.ts'

const patienceMs = 10_000
const build = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? ''

/** Whether the server answers, past what this browser has stored. */
export const isAnswered = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(patienceMs) }).then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * Loads the page anew because a part of this build is missing, after what is being written was saved. Once a build in a tab: what is missing
 * after that, too, stays so. Not without a server (`away`): then there might be no page at all. Where nobody is signed in there is no replica.
 */
export const reloadOnce = async (replica: Replica | null): Promise<'away' | 'gone'> => {
  if (!(await isAnswered())) return 'away'
  // Where it cannot be noted that the page was loaded anew, nothing would end it.
  if (recallOnTab('reloaded') === build || !storeOnTab('reloaded', build)) return 'gone'
  await import('./reload.ts').then(
    ({ reloadWhenStored }) => reloadWhenStored(replica),
    // That is missing, too. What is being edited is saved as whenever the page is left.
    () => location.reload(),
  )
  return 'gone'
}
