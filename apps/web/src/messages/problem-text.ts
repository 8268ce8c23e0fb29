import type { Problem } from '@muster/core/contract/codes.ts'
import { server } from './en/server.ts'
import { known, words } from './words.ts'

words('problems', {})
const say = words('server', server)

/** What the server says is wrong: in its own words, which are English, or those of this page's language for the problem's code. */
export const problemText = ({ code, title, detail }: Pick<Problem, 'code' | 'title' | 'detail'>): string =>
  known(`problems.${code}`) ?? (detail === undefined ? title : `${title} ${detail}`)

/** What is said where the server gave no answer. */
export const unreachable = (): string => say('unreachable')
