import type { Patch } from './patch.ts'

const redis = 'apps/server/src/adapters/redis'

/** What is shared over Redis, and that nobody is held up by it. */
export const redisPatches: readonly Patch[] = [
  {
    file: `${redis}/connection.ts`,
    test: `${redis}/cache.test.ts`,
    breaks: 'a Redis without room is taken for one that is away',
    find: 'error instanceof ReplyError ? 0 : misses + 1',
    put: 'misses + 1',
    named: 'full, a replica, or emptied',
  },
  {
    file: `${redis}/bus.ts`,
    test: `${redis}/bus.test.ts`,
    breaks: 'a process hears what it rang itself as another’s',
    find: 'if (sender === self || ',
    put: 'if (',
    named: 'who rings is heard by every other process',
  },
  {
    file: `${redis}/bus.ts`,
    test: `${redis}/bus.test.ts`,
    breaks: 'what waits to be told grows without a bound',
    find: 'if (moved.size >= most) return',
    put: '',
    named: 'more spaces than wait at most',
  },
  {
    file: 'apps/server/src/live/doorbell.ts',
    test: 'apps/server/src/features/sync/two-servers.test.ts',
    breaks: 'what other processes say moved is not looked at',
    find: 'if (!looking) void look()',
    put: '',
    named: 'with Redis between two servers',
  },
  {
    file: `${redis}/cache.ts`,
    test: `${redis}/cache.test.ts`,
    breaks: 'pages are not set where others find them',
    find: ".call((redis) => redis.set(nameOf(key), bytes, 'EX', keptSeconds))",
    put: '.call((redis) => redis.ping())',
    named: 'a page that one process has made',
  },
  {
    file: 'apps/server/src/cache/elsewhere.ts',
    test: `${redis}/cache.test.ts`,
    breaks: 'processes make the same page at once',
    find: 'if (bytes || first) return bytes',
    put: 'if (bytes || true) return bytes',
    named: 'five hundred ask three processes',
  },
  {
    file: 'apps/server/src/cache/elsewhere.ts',
    test: `${redis}/cache.test.ts`,
    breaks: 'whoever said that they make it is waited for without an end',
    find: 'waited < patienceMs',
    put: 'true',
    named: 'whoever said that they make it may be gone',
  },
  {
    file: 'apps/server/src/features/sync/routes.ts',
    test: 'apps/server/src/features/sync/shared-changes.test.ts',
    breaks: 'what changed is read anew for each who asks',
    find: '    return pages.answer(request',
    put: '    return pages.answer({ ...request, headers: request.headers, url: `${request.url}&${Math.random()}` } as never',
    named: 'what changed in a space is read once',
  },
  {
    file: 'apps/server/src/features/sync/routes.ts',
    test: 'apps/server/src/features/sync/shared-changes.test.ts',
    breaks: 'what changed is read earlier than the head that it is shared under',
    find: 'page, entered(), ticket)',
    put: 'page, 0, ticket)',
    named: 'what changed in a space is read once',
  },
]
