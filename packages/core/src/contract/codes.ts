/**
 * One table of everything that can go wrong and be told: the HTTP status, whether an operator should be
 * alerted, and a title in plain words. Problems are RFC 9457 documents whose `code` is a key of this table.
 */
export const codes = {
  invalid: { status: 400, alert: false, title: 'The request is not valid.' },
  weak_password: { status: 400, alert: false, title: 'That password is one of those that are guessed first.' },
  unauthenticated: { status: 401, alert: false, title: 'Sign in first.' },
  bad_credentials: { status: 401, alert: false, title: 'E-mail or password is wrong.' },
  code_required: { status: 401, alert: false, title: 'Type the code of your authenticator app.' },
  bad_code: { status: 401, alert: false, title: 'This code is not right, or was used.' },
  bad_passkey: { status: 401, alert: false, title: 'This passkey does not open anything here.' },
  session_revoked: { status: 401, alert: false, title: 'This session has ended. Sign in again.' },
  forbidden: { status: 403, alert: false, title: 'You may see this, but not change it that way.' },
  csrf: { status: 403, alert: false, title: 'The request did not come from this site.' },
  insecure: { status: 403, alert: false, title: 'Ask over https: over plain http it can be read on the way.' },
  confirm_first: { status: 403, alert: false, title: 'Show once more that it is you.' },
  out_of_scope: { status: 403, alert: false, title: 'This API key may not do that.' },
  registration_closed: { status: 403, alert: false, title: 'This server takes no new accounts.' },
  account_disabled: { status: 403, alert: false, title: 'This account is disabled.' },
  not_found: { status: 404, alert: false, title: 'There is no such thing here.' },
  method_not_allowed: { status: 405, alert: false, title: 'This address does not take that method.' },
  email_taken: { status: 409, alert: false, title: 'An account with this e-mail exists.' },
  wrong_person: { status: 409, alert: false, title: 'These changes belong to another person.' },
  exists: { status: 409, alert: false, title: 'This id is already in use.' },
  last_owner: { status: 409, alert: false, title: 'A space needs an owner: make somebody else owner first.' },
  cycle: { status: 409, alert: false, title: 'A task cannot be moved below itself.' },
  too_deep: { status: 409, alert: false, title: 'Subtasks go ten levels deep at most.' },
  too_many: { status: 409, alert: false, title: 'That is more than fits.' },
  inbox_fixed: { status: 409, alert: false, title: 'The Inbox stays.' },
  personal_fixed: { status: 409, alert: false, title: 'A personal space can be neither shared nor deleted.' },
  timeout: { status: 408, alert: false, title: 'The request did not arrive in time.' },
  gone: { status: 410, alert: false, title: 'This was deleted.' },
  sync_reset: { status: 410, alert: false, title: 'The history was replaced: load a fresh copy.' },
  invite_invalid: { status: 410, alert: false, title: 'This invitation was used, withdrawn or is too old.' },
  link_invalid: { status: 410, alert: false, title: 'This link was used before, or is too old.' },
  stale: { status: 412, alert: false, title: 'It has changed since you read it.' },
  too_large: { status: 413, alert: false, title: 'The request is too large.' },
  headers_too_large: { status: 431, alert: false, title: 'The headers of the request are too large.' },
  misdirected: { status: 421, alert: false, title: 'This server does not answer at that address.' },
  unsupported_media_type: { status: 415, alert: false, title: 'Send application/json.' },
  reused_id: { status: 422, alert: false, title: 'This id was used for another change.' },
  unknown_mutation: { status: 422, alert: false, title: 'This server does not know that kind of change.' },
  too_old: { status: 422, alert: false, title: 'This change is older than the history that is retained.' },
  parked: { status: 424, alert: false, title: 'It needs something that could not be saved.' },
  too_many_requests: { status: 429, alert: false, title: 'Too many requests. Wait a little.' },
  internal: { status: 500, alert: true, title: 'Something went wrong on our side.' },
  unstorable: { status: 500, alert: true, title: 'This change could not be stored.' },
  damaged: { status: 500, alert: true, title: 'What the server stores is damaged: whoever runs it has to look at it.' },
  unsupported_coding: { status: 501, alert: false, title: 'This server does not read bodies in that form.' },
  busy: { status: 503, alert: false, title: 'The server is busy. Try again in a moment.' },
  unavailable: { status: 503, alert: true, title: 'The store does not answer. Try again in a moment.' },
  outcome_unknown: { status: 503, alert: true, title: 'It is not known whether this was saved. Send it again with the same id.' },
  closing: { status: 503, alert: false, title: 'The server is restarting. Try again in a moment.' },
  storage_full: { status: 507, alert: true, title: 'The server has no room left to save this.' },
} as const

export type Code = keyof typeof codes

/** An RFC 9457 problem document. `errors` name the offending fields as JSON pointers. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: Code
  readonly detail?: string
  readonly requestId?: string
  readonly errors?: { pointer: string; detail: string }[]
}
