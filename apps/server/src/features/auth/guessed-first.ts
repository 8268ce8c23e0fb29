/** Whose account it is: what is known of them is tried first. */
export interface About {
  readonly email: string
  readonly name?: string
}

const ofProduct = 'muster'
/** A word that is shorter says nothing: it may stand in many passwords by chance. */
const shortestWord = 4
/** One text again and again, however short it is cut: `aaaaaaaa`, `abcabcabc`. */
const repeated = /^(.{1,4})\1+$/su
/** What people put around a word to make it longer. */
const padding = /^[\P{L}]+|[\P{L}]+$/gu

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()
const wordsOf = ({ email, name = '' }: About): ReadonlySet<string> => {
  const [local = '', domain = ''] = fold(email).split('@')
  const texts = [ofProduct, `${local}@${domain}`, local, domain, ...local.split(/[^\p{L}]+/u), ...domain.split('.'), fold(name), ...fold(name).split(/\s+/)]
  return new Set(
    texts.flatMap((text) => [text, text.replaceAll(padding, ''), text.replaceAll(/[\s._-]+/gu, '')]).filter(({ length }) => length >= shortestWord),
  )
}

/** Passwords that were in use on other sites and became known, in small letters. Read with the first that somebody chooses. */
const readKnown = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
let known: Promise<ReadonlySet<string>> | undefined

/** Whether a password is among those that are tried first: known from elsewhere, one text repeated, or a word for the person, their address or this program. */
export const isGuessedFirst = async (password: string, about: About): Promise<boolean> => {
  const folded = fold(password)
  if (repeated.test(folded)) return true
  const words = wordsOf(about)
  if (words.has(folded) || words.has(folded.replaceAll(padding, '')) || words.has(folded.replaceAll(/[\s._-]+/gu, ''))) return true
  known ??= readKnown()
  return (await known).has(folded)
}
