/** The changes that the server makes of itself, by `name@version`: in journals as any other, and taken from no client. */
export const systemMutations = ['space.begin@1', 'trash.purge@1'] as const
export type SystemMutation = (typeof systemMutations)[number]

/** Stands as the author of what the server did of itself; a UUID of version 8 (RFC 9562) that no account has. */
export const systemActor = '00000000-0000-8000-8000-000000000000'
