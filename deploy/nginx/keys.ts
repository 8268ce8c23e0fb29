import { block, type Lines } from './text.ts'

/**
 * The key of a change that is sent to another instance where one went away before it answered (`proxying`): it may have been done, and
 * would be answered as stale, or as gone, were it another one. By the id of the request, which is the same each time, as a UUID (RFC 9562,
 * 5.8); whoever sends a key is passed on with theirs. Of two that is the first (nginx up to 1.22), or both joined, which an instance
 * refuses.
 */
export const keyTexts: Lines = [
  ...block('map $request_id $muster_own_key', [
    "'~^(?<key_a>.{8})(?<key_b>.{4}).(?<key_c>.{3}).(?<key_d>.{3})(?<key_e>.{12})$' $key_a-$key_b-8$key_c-a$key_d-$key_e;",
  ]),
  ...block("map '$request_method:$http_idempotency_key' $muster_key", [
    'default $http_idempotency_key;',
    ...['PUT', 'DELETE'].map((method) => `'${method}:' $muster_own_key;`),
  ]),
]
