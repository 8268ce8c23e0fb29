/** A message as the build has compiled it: its words, and between them values, by name, with what is done with them and the branches to choose from. */
export type Token = string | readonly [name: string, kind?: string, branches?: Readonly<Record<string, unknown>>]
export type Compiled = readonly Token[]

/** In a browser every message is compiled already; where tests run, the compiler itself stands in this place (`imports` of the package). */
export const compileMessage = (message: string): Compiled => message as unknown as Compiled
