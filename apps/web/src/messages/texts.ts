/** Messages of one area by their ids, each in ICU MessageFormat. */
export type Texts = Readonly<Record<string, string>>

/** A branch of a plural or a choice: it holds several words, a number, or begins with a capital. Values do not. */
type Branch = `{${string}` | `${string} ${string}` | `${string}#${string}` | `${Uppercase<Letter>}${string}` | ''
type Letter =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z'
type NamesOf<Text extends string> = Text extends `${string}{${infer Rest}`
  ? Rest extends `${infer Head}}${string}`
    ? Exclude<Head extends `${infer Name},${string}` ? Name : Head, Branch> | NamesOf<Rest>
    : never
  : never

/** The values that a message has to be given, by their names in `{name}` and `{count, plural, …}`. */
export type Values<Text extends string> = { readonly [Name in NamesOf<Text>]: string | number }

/** The same messages in another language. */
export type Translated<English extends Texts> = { readonly [Id in keyof English]: string }
