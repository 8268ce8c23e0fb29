import { codes, type Code } from '@muster/core/contract/codes.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { block, quoted, type Lines } from './text.ts'

/** What nginx refuses by itself, by the status that it has for it (494 to 497 are its own), as the problem that an instance would answer with. */
const told: Readonly<Record<number, Code>> = {
  400: 'invalid',
  403: 'insecure',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  412: 'stale',
  413: 'too_large',
  414: 'invalid',
  421: 'misdirected',
  429: 'too_many_requests',
  431: 'headers_too_large',
  494: 'headers_too_large',
  495: 'invalid',
  496: 'invalid',
  497: 'invalid',
  500: 'internal',
  501: 'unsupported_coding',
  505: 'invalid',
}

const bodyOf = (code: Code): string => quoted(JSON.stringify({ ...problem(code), requestId: '$request_id' }))

/** What the answers say, for all servers of the file. Where no instance answers, or one went away before it did, nobody knows what became of a change that was asked for. */
export const problemTexts: Lines = [
  ...block('map $request_method $muster_gone', [
    `default ${bodyOf('outcome_unknown')};`,
    ...['GET', 'HEAD', 'OPTIONS'].map((method) => `${method} ${bodyOf('closing')};`),
  ]),
  ...block('map $status $muster_problem', [
    `default ${bodyOf('internal')};`,
    ...[...new Set(Object.values(told))].map((code) => `${codes[code].status} ${bodyOf(code)};`),
    '503 $muster_gone;',
  ]),
  // A header without a value is not sent.
  ...block('map $status $muster_retry_after', ["default '';", '429 1;', '503 1;']),
  ...block('map $status $muster_allow', ["default '';", "405 'GET, HEAD, POST, PUT, PATCH, DELETE';"]),
]

/** Refused while a request was still being read: there may be no address yet, and a named place wants one. */
const unread: ReadonlySet<string> = new Set(['400', '408', '414', '431', '494', '495', '496', '497', '505'])
const unreadPlace = '/.muster-problem'

/** Answers what one of its servers refuses or fails of by itself. 502 and 504 are of nginx alone: the contract says 503. */
export const problems = (headers: Lines): Lines => {
  const answer: Lines = [
    // Else the end of the address decides what it is.
    'types {',
    '}',
    "default_type 'application/problem+json; charset=utf-8';",
    ...headers,
    'add_header Retry-After $muster_retry_after always;',
    'add_header Allow $muster_allow always;',
    // The status is the one that led here.
    'return 500 $muster_problem;',
  ]
  return [
    ...Object.entries(told).map(([status, code]) => `error_page ${status} =${codes[code].status} ${unread.has(status) ? unreadPlace : '@problem'};`),
    'error_page 502 503 504 =503 @problem;',
    // Named: elsewhere a request goes on as a GET.
    ...block('location @problem', answer),
    ...block(`location = ${unreadPlace}`, ['internal;'], answer),
  ]
}
