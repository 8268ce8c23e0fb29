import { codes, type Code, type Problem } from './codes.ts'

/** A problem document for a code. */
export const problem = (code: Code, detail?: string): Problem => ({
  type: `urn:muster:problem:${code}`,
  title: codes[code].title,
  status: codes[code].status,
  code,
  ...(detail === undefined ? {} : { detail }),
})
