import type { Code } from '../codes.ts'

/** Codes that an endpoint may answer with besides its own, by what every request of its kind goes through. */
export const usualProblems = {
  every: ['invalid', 'timeout', 'headers_too_large', 'unsupported_coding', 'internal'],
  /** Below /api: another site may neither embed an answer nor, by a name of its own, ask for one; nor may anybody ask for too many. */
  api: ['csrf', 'misdirected', 'too_many_requests', 'busy'],
  /** All methods but GET, also where no body is taken: it is read to be refused. */
  unsafe: ['too_large', 'unsupported_media_type'],
  /** Signed in, or signing in: the store is asked. */
  origin: ['out_of_scope', 'unavailable', 'outcome_unknown', 'storage_full', 'damaged'],
  session: ['unauthenticated', 'out_of_scope', 'unavailable', 'outcome_unknown', 'storage_full', 'damaged'],
  anyone: [],
} as const satisfies Record<string, readonly Code[]>
