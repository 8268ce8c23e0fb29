/** Told of a change that is more than its request may cost, with those before it: it is sent again. */
export const tooMuch = ['busy', 'That is more than is done at once. Send it again.'] as const
/** Told of a change that fails each time, though the store answers. */
export const chokes = ['unstorable', 'The server fails at it each time. Keep a copy of what you need.'] as const
