import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../apps/server/src/testing/listen.ts'
import type { Cluster } from '../../scripts/cluster/cluster.ts'
import { cut, patience, type Load } from './load.ts'

export interface Stage {
  readonly cluster: Cluster
  readonly load: Load
  /** The long form: as often, and for as long, as somebody has time for. */
  readonly long: boolean
  /** Where nothing else goes wrong meanwhile: what can be told of this fault by the clock. */
  readonly alone?: {
    /** Milliseconds until whoever looks on has seen a change that is made now. */
    readonly seenAfter: () => Promise<number>
    readonly found: (what: string, ms: number, atMost: number) => void
  }
}
/** What is done to a cluster, and what is answered meanwhile to whom it cannot be done right: nothing else is. */
export interface Fault {
  readonly name: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly run: (stage: Stage) => Promise<void>
}

/** Nobody notices. */
const nothing = { reads: [], writes: [] } as const
/**
 * Nobody can know what became of a change that went to an instance which is no more, nor of one that the system took for an instance in
 * the moment in which it closed its door.
 */
export const lostOnes = { reads: [], writes: ['outcome_unknown'] as readonly string[] }
/** Until another primary is elected. */
const storeAway = { reads: ['unavailable', 'busy'], writes: ['unavailable', 'busy', 'outcome_unknown'] } as const

/** Sends commands to Redis as somebody who types them. @throws with what it says to one that it does not take */
const redis = async ({ ports }: Cluster, ...commands: readonly string[]): Promise<void> => {
  const socket = connect(ports.redis, '127.0.0.1')
  socket.setNoDelay()
  try {
    for (const command of commands) {
      socket.write(`${command}\r\n`)
      const [said] = (await once(socket, 'data')) as [Buffer]
      if (!String(said).startsWith('+')) throw new Error(`Redis says to ${command}: ${String(said)}`)
    }
  } finally {
    socket.destroy()
  }
}
const redisFault = (name: string, run: (stage: Stage) => Promise<void>): Fault => ({ name: `Redis ${name}`, ...nothing, run })
/** How late others' changes are seen without Redis, and how soon it is in use again: ms. Other tests count both in looks and tries. */
const [lateMs, backMs] = [2_000, 5_000]
type Step = (stage: Stage) => Promise<unknown> | void

/** Whether every instance says of Redis that it is there, or that it is away. */
const allSay = async (instances: readonly number[], redis: 'up' | 'down'): Promise<boolean> => {
  const said = await Promise.all(
    instances.map((port) =>
      fetch(`http://127.0.0.1:${port}/readyz`, { headers: { Connection: 'close' } })
        .then((answer) => answer.text())
        .catch(() => ''),
    ),
  )
  return said.every((text) => text.includes(`"redis":"${redis}"`))
}
/**
 * Does something, goes on under it, and takes it back whatever came of it; then it is in use again.
 * @param isAway whether there is no doubt meanwhile that Redis is away
 */
const redisBetween = (name: string, begin: Step, back: Step, isAway = false): Fault =>
  redisFault(name, async (stage) => {
    const { cluster, load, alone } = stage
    // Asked for before: PM2 takes a second to tell.
    const instances = await cluster.api()
    try {
      await begin(stage)
      await load.goesOn()
      // It is told, and nobody stops being ready.
      if (alone && isAway) await until('every instance says that Redis is away', () => allSay(instances, 'down'), patience)
      if (alone) alone.found(`Redis ${name}: a change is seen by all, meanwhile`, await alone.seenAfter(), lateMs)
    } finally {
      await back(stage)
    }
    if (!alone) return
    const since = performance.now()
    await until('every instance says that Redis is there', () => allSay(instances, 'up'), patience)
    alone.found(`Redis ${name}: every instance uses it again`, performance.now() - since, backMs)
  })

export const redisKilled = redisBetween(
  'killed',
  ({ cluster }) => cluster.killPart('redis'),
  ({ cluster }) => cluster.startAgain('redis'),
  true,
)
export const redisFrozen = redisBetween(
  'frozen',
  ({ cluster }) => cluster.signal('redis', 'SIGSTOP'),
  ({ cluster }) => cluster.signal('redis', 'SIGCONT'),
  true,
)
/** It takes what is sent and does none of it for a while, also what would end that. */
export const redisPaused = redisBetween(
  'paused',
  ({ cluster }) => redis(cluster, 'CLIENT PAUSE 8000 ALL'),
  ({ cluster }) => redis(cluster, 'PING'),
)
export const redisFlushed = redisFault('flushed', async ({ cluster, load }) => {
  for (let n = 0; n < 5; n++) {
    await redis(cluster, 'FLUSHALL')
    await pause(100)
  }
  await load.goesOn()
})
export const redisFull = redisBetween(
  'full',
  ({ cluster }) => redis(cluster, 'CONFIG SET maxmemory-policy noeviction', 'CONFIG SET maxmemory 1'),
  ({ cluster }) => redis(cluster, 'CONFIG SET maxmemory 64mb', 'CONFIG SET maxmemory-policy allkeys-lru'),
)
export const redisReadOnly = redisBetween(
  'read-only',
  // A replica of somebody who is not there: it tells what it has, and takes nothing.
  ({ cluster }) => redis(cluster, `REPLICAOF 127.0.0.1 ${cluster.ports.http}`),
  ({ cluster }) => redis(cluster, 'REPLICAOF NO ONE'),
)
/** It comes back with what it held a while ago: pages of earlier states, and counts of what people had taken by then. */
export const redisOld = redisFault('from an old dump', async ({ cluster, load }) => {
  await redis(cluster, 'SAVE')
  try {
    await load.goesOn()
    await cluster.killPart('redis')
    await cluster.startAgain('redis')
    await load.goesOn()
  } finally {
    rmSync(join(cluster.folder, 'redis/dump.rdb'), { force: true })
  }
})
/** Away and there again, for about as long as it takes to be believed to be either. */
export const redisFlapping = redisFault('flapping', async ({ cluster, load }) => {
  for (let n = 0; n < 10; n++) {
    cluster.signal('redis', 'SIGSTOP')
    await pause(300 + Math.random() * 500)
    cluster.signal('redis', 'SIGCONT')
    await pause(300 + Math.random() * 500)
  }
  await load.goesOn()
})

export const rollingReload: Fault = {
  name: 'rolling reload',
  ...lostOnes,
  run: async ({ cluster, load, long }) => {
    for (let round = 0; round < (long ? 5 : 1); round++) {
      await cluster.reload()
      await load.goesOn()
    }
  },
}

export const scaledUpAndDown: Fault = {
  name: 'more and fewer instances',
  ...lostOnes,
  run: async ({ cluster, load }) => {
    const { length } = await cluster.api()
    await cluster.scale(length + 1)
    await load.goesOn()
    await cluster.scale(length)
    await load.goesOn()
  },
}

/** Longer than nginx passes over one that was gone: who came back a moment ago is nobody yet. ms. */
const passedOverMs = 1_500

/** Never the last one: with nobody left nobody answers. */
export const instancesKilled: Fault = {
  name: 'instances killed',
  ...lostOnes,
  run: async ({ cluster, load, long }) => {
    const ready = async () => (await cluster.status()).api.filter((one) => one.ready && one.pid > 0)
    const asked = async () => {
      const before = new Set((await ready()).map(({ pid }) => pid))
      await pause(passedOverMs)
      return (await ready()).filter(({ pid }) => before.has(pid))
    }
    const { length } = await cluster.api()
    for (const end = Date.now() + (long ? 60_000 : 8_000); Date.now() < end; await pause(500 + Math.random() * 3_000)) {
      let all = await asked()
      await until('another one is asked', async () => (all = await asked()).length > 1, patience)
      const one = all[Math.floor(Math.random() * all.length)]
      if (one) process.kill(one.pid, 'SIGKILL')
    }
    await until('all are back', async () => (await ready()).length === length, patience)
    await load.goesOn()
  },
}

const primaryOf = async ({ cluster }: Stage): Promise<string> => {
  let found: string | undefined
  await until('there is a primary', async () => (found = await cluster.primary()) !== undefined, patience)
  return found ?? ''
}
export const primaryKilled: Fault = {
  name: 'MongoDB primary killed',
  ...storeAway,
  run: async (stage) => {
    const primary = await primaryOf(stage)
    await stage.cluster.killPart(primary)
    try {
      await stage.load.goesOn()
    } finally {
      await stage.cluster.startAgain(primary)
    }
  },
}
/** It cannot write on, and ends itself: the system takes no more from it than from one whose disk is full. */
export const primaryDiskFull: Fault = {
  name: 'MongoDB primary without room on its disk',
  ...storeAway,
  run: async (stage) => {
    const primary = await primaryOf(stage)
    const part = async () => (await stage.cluster.status()).parts.find(({ name }) => name === primary)
    execFileSync('prlimit', [`--pid=${(await part())?.pid}`, '--fsize=4096'])
    await until('it has ended', async () => (await part())?.runs === false, patience)
    try {
      await stage.load.goesOn()
    } finally {
      await stage.cluster.startAgain(primary)
    }
  },
}
export const primaryFrozen: Fault = {
  name: 'MongoDB primary frozen',
  ...storeAway,
  run: async (stage) => {
    const primary = await primaryOf(stage)
    stage.cluster.signal(primary, 'SIGSTOP')
    try {
      await stage.load.goesOn()
    } finally {
      stage.cluster.signal(primary, 'SIGCONT')
    }
  },
}

export const newCertificate: Fault = {
  name: 'new certificate',
  reads: [],
  // Connections that serve many requests are closed between two of them: what is just being sent is sent again.
  writes: [cut],
  run: async ({ cluster, load, long }) => {
    for (let round = 0; round < (long ? 3 : 1); round++) {
      await cluster.renewCertificate()
      await load.goesOn()
    }
  },
}

/** So long that nginx, or an instance, is just about to close what it kept open: s. */
const gaps = [59, 60, 61, 64.9, 65.1, 71, 72, 73]
export const idleGaps: Fault = {
  name: 'idle gaps',
  reads: [],
  writes: [cut],
  run: async ({ load }) => {
    for (const seconds of gaps) {
      await load.atRest(() => pause(seconds * 1_000))
      await load.goesOn()
    }
  },
}
