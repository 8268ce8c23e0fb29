import type { Patch } from './patch.ts'

const decide = { file: 'deploy/pm2/autoscale/decide.ts', test: 'deploy/pm2/autoscale/decide.test.ts' } as const
const ledger = { file: 'e2e/cluster/ledger.ts', test: 'e2e/cluster/ledger.test.ts' } as const

/** Many processes: how many there are, what they share, and what is left of them. */
export const scalePatches: readonly Patch[] = [
  {
    ...decide,
    breaks: 'between up and down there is no distance',
    find: 'peak <= downAt * (here - 1)',
    put: 'peak <= upAt * (here - 1)',
    named: 'a load that stays the same but for noise',
  },
  {
    ...decide,
    breaks: 'the last of the least is stopped',
    find: 'here > min && peak',
    put: 'here > 1 && peak',
    named: 'whatever is read',
  },
  {
    ...decide,
    breaks: 'one that was started counts at once',
    find: 'if (starting.length > 0) return',
    put: 'if (starting.length > 99) return',
    named: 'what is started counts when it is ready',
  },
  {
    ...decide,
    breaks: 'a start that fails is tried again as soon as the one before',
    find: 'retryMs * 2 ** Math.min(30, state.failed)',
    put: 'retryMs',
    named: 'a start that fails is let go',
  },
  {
    ...decide,
    breaks: 'memory is taken for load at once',
    find: 'if (full && !full.again)',
    put: 'if (full && full.again)',
    named: 'who holds too much memory',
  },
  {
    ...decide,
    breaks: 'what is being started beside it is started once more',
    find: 'now - state.begunAt <= settings.goneMs',
    put: 'now - state.begunAt < 0',
    named: 'what is being started beside it',
  },
  {
    ...decide,
    breaks: 'one that is reloaded is replaced',
    find: 'if (awaited.length > 0) return',
    put: 'if (awaited.length > 99) return',
    named: 'one that has gone is waited for',
  },
  {
    file: 'apps/server/src/one-secret.ts',
    test: 'apps/server/src/one-secret.test.ts',
    breaks: 'any key is as good as the one that signs',
    find: 'if (!known.includes(found.mark)) throw',
    put: 'if (false) throw',
    named: 'a process that would sign with another key',
  },
  {
    file: 'apps/server/src/http/metrics.ts',
    test: 'apps/server/src/http/metrics.test.ts',
    breaks: 'who reads the metrics is counted as somebody who was answered',
    find: 'if (told.server !== server) return',
    put: '',
    named: 'what a process costs is told',
  },
  {
    file: 'scripts/cluster/processes.ts',
    test: 'scripts/cluster/leftovers.test.ts',
    breaks: 'a process is ended by its number alone',
    find: 'startOf(pid) === started',
    put: 'startOf(pid) !== undefined',
    named: 'a number that is somebody else',
  },
  {
    ...ledger,
    breaks: 'what was acknowledged may be lost',
    find: 'for (const id of acknowledged) assert',
    put: 'for (const id of unknown) assert',
    named: 'a ledger takes',
  },
  {
    ...ledger,
    breaks: 'a change that is acknowledged leaves open what was before it',
    find: 'states.set(task, new Set([state]))',
    put: 'states.set(task, new Set([...(states.get(task) ?? []), state]))',
    named: 'a ledger takes',
  },
  {
    ...ledger,
    breaks: 'what took effect twice counts once',
    find: "assert.ok(!found.has(id), 'a change took effect twice')",
    put: "assert.ok(id, 'a change took effect twice')",
    named: 'a ledger sees',
  },
  {
    file: 'apps/server/src/http/connections.ts',
    test: 'apps/server/src/http/connections.test.ts',
    breaks: 'who stands in line when a server closes is cut',
    find: 'if ((quick && !came) || now > late) {',
    put: 'if (now > 0) {',
    named: 'lets in whoever stands in line',
  },
  {
    file: 'apps/server/src/http/connections.ts',
    test: 'apps/server/src/http/connections.test.ts',
    breaks: 'idle connections are closed while their proxy uses one after the other',
    find: "server.on('request', linger)",
    put: '',
    named: 'keeps what is idle',
  },
]
