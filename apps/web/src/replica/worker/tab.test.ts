import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { idsOf } from '../needs.ts'
import type { Pending } from '../pending.ts'
import type { Shared, Told } from '../protocol.ts'
import { createLeadership } from './leadership.ts'
import type { Closed } from './letting-go.ts'
import { noOutboxStore, type OutboxStore } from './outbox-store.ts'
import { noReplicaStore, type Progress, type ReplicaStore } from './replica-store.ts'
import { openTab } from './tab.ts'

const club = '00000000-0000-7000-8000-0000000000cc'
const row = (id: string, rev: number) => ({ kind: 'task', id, rev }) as AnyDoc
const create = (space: string, n: number): Pending => {
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const args = { id, place: { parentId: null, listId: space, sectionId: null, order: 'a1' }, title: `Task ${n}` }
  return { id, space, name: 'task.create@1', args, base: 0, clientAt: '2026-01-01T00:00:00.000Z', ...idsOf(space, 'task.create@1', args) }
}
const until = async (seen: () => boolean | Promise<boolean>) => {
  while (!(await seen())) await new Promise((resolve) => setTimeout(resolve, 5))
}
/** Long enough for whatever was set going to have happened, where nothing must. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 100))
const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

/** The addresses that were asked for, by all tabs; every space is at the head the store has, until a test says otherwise. */
let asked: string[] = []
let heads = new Map<string, string>()
/** What the server says of a space that is loaded anew; null: that it has to be. */
let snapshotOf: ((path: string) => Promise<object | null>) | undefined
const { fetch, EventSource } = globalThis
before(() => {
  globalThis.fetch = async (input, init) => {
    assert.ok(typeof input === 'string')
    asked.push(input)
    const [, space = ''] = /\/spaces\/([^/]+)\//.exec(input) ?? []
    const { mutations } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { mutations?: { id: string }[] }
    if (input.endsWith('/me')) return Response.json({ user: { id: space, email: '', name: '' }, csrfToken: 'token' })
    if (mutations) return Response.json({ results: mutations.map(({ id }) => ({ id, status: 'applied', rev: 1 })) })
    if (snapshotOf) {
      const said = await snapshotOf(input.split(`/${space}/`)[1] ?? '')
      if (said) return Response.json(said)
      const gone = { type: 'about:blank', code: 'sync_reset', status: 410, title: 'Gone' }
      return new Response(JSON.stringify(gone), { status: 410, headers: { 'Content-Type': 'application/problem+json' } })
    }
    return Response.json({ docs: [], tombstones: [], head: heads.get(space) ?? '1.a', next: null })
  }
  globalThis.EventSource = class {
    close() {}
    addEventListener() {}
  } as unknown as typeof EventSource
})
after(() => Object.assign(globalThis, { fetch, EventSource }))
/** What a test opened, whether it came to its end or not. */
const opened: (() => void)[] = []
const faults: unknown[] = []
afterEach(() => {
  assert.deepEqual(faults, [])
  for (const end of opened.splice(0)) end()
})
beforeEach(() => {
  asked = []
  heads = new Map()
  snapshotOf = undefined
})

/** What the tabs of a browser share: both databases, as far as a tab can tell them from memory. */
const createDisk = (person: string) => {
  const progress = new Map<string, Progress>([[person, { cursor: '1.a' }]])
  const rows = new Map<string, AnyDoc[]>([[person, [row('kept', 1)]]])
  const memory = noReplicaStore(progress)
  let seq = 0
  const pending: (Pending & { seq: number })[] = []
  const outbox: OutboxStore = {
    ...noOutboxStore(),
    all: async () => ({ pending: [...pending], refused: [] }),
    add: async (changes) => {
      // All or none, as the index of their ids asks for.
      if (changes.some(({ id }) => pending.some((one) => one.id === id))) throw new DOMException('', 'ConstraintError')
      return changes.map((change) => {
        pending.push({ ...change, seq: ++seq })
        return seq
      })
    },
    clear: async () => void pending.splice(0),
  }
  const replica: ReplicaStore = {
    ...memory,
    spaces: async () => [...progress.keys()],
    load: async (space, each) => {
      each(JSON.stringify(rows.get(space) ?? []))
      return { removed: [], progress: progress.get(space) ?? {} }
    },
    clear: async () => rows.clear(),
  }
  return { progress, rows, pending, outbox, replica }
}
let people = 0
const newPerson = () => `00000000-0000-7000-8000-a${String(people++).padStart(11, '0')}`

interface How {
  readonly openReplica?: (closed: Closed) => Promise<ReplicaStore>
  readonly openOutbox?: (closed: Closed) => Promise<OutboxStore>
}
const open = (person: string, disk: ReturnType<typeof createDisk>, how: How = {}) => {
  const told: Told[] = []
  let close: Closed = () => {}
  let closedChannel = false
  const channel = new BroadcastChannel(`muster-${person}`)
  const tab = openTab(person, {
    say: (message) => void told.push(message),
    channel: {
      postMessage: (message) => channel.postMessage(message),
      close: () => {
        closedChannel = true
        channel.close()
      },
      set onmessage(hear: BroadcastChannel['onmessage']) {
        channel.onmessage = hear
      },
    },
    openReplica: (closed) => {
      close = closed
      return (how.openReplica ?? (async () => disk.replica))(closed)
    },
    openOutbox: how.openOutbox ?? (async () => disk.outbox),
    lead: (changed) => createLeadership(`muster-lead-${person}`, changed),
    deleteAll: async () => {},
    report: (error) => void faults.push(error),
  })
  const leave = () => {
    tab.ask({ do: 'wipe' })
    if (!closedChannel) setTimeout(() => channel.close(), 50)
  }
  opened.push(leave)
  const said = (say: Told['say']) => told.filter((message) => message.say === say)
  return {
    ...tab,
    told,
    said,
    close: (newer: boolean) => close(newer),
    leave,
    quiet: () => closedChannel,
  }
}
/** Who may stand in for another tab that leads. */
const hold = (person: string) => {
  const leadership = createLeadership(`muster-lead-${person}`, () => {})
  opened.push(leadership.end)
  return leadership
}
/** Another tab's worker, as far as the others hear of it. */
const other = (person: string) => {
  const channel = new BroadcastChannel(`muster-${person}`)
  opened.push(() => channel.close())
  return { say: (message: Shared) => channel.postMessage(message) }
}

test('opening: an edit is in the outbox although the copy of the spaces does not open', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const tab = open(person, disk, { openReplica: () => new Promise(() => {}) })
  tab.ask({ do: 'add', changes: [create(person, 1)] })
  await until(() => tab.said('added').length === 1)
  assert.equal(tab.state(), 'opening')
  assert.equal(disk.pending.length, 1)
  assert.deepEqual(
    tab.said('added').map((message) => message.say === 'added' && message.change.seq),
    [1],
  )
})

test('many edits of one step are stored as one, and pushed as one, from whichever tab they come', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const leading = open(person, disk)
  await until(() => leading.state() === 'leading')
  const following = open(person, disk)
  await until(() => following.said('loaded').length === 1)
  for (const [n, tab] of [leading, following].entries()) {
    tab.ask({ do: 'add', changes: [1, 2, 3].map((one) => create(person, 10 * n + one)) })
    await until(() => leading.said('answered').length === n + 1)
    const [answered] = leading.said('answered').slice(-1)
    assert.equal(answered?.say === 'answered' && answered.applied.length, 3)
  }
  assert.equal(disk.pending.length, 6)
})

test('what two tabs take up at once, without having heard of each other, has its place in the outbox in both', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const holder = hold(person)
  holder.start()
  const first = open(person, disk)
  await until(() => first.said('loaded').length === 1)
  // The other one has stored it, and stands still before it tells anybody.
  const left = create(person, 1)
  await disk.outbox.add([left])
  first.ask({ do: 'add', changes: [left, create(person, 2)] })
  await until(() => first.said('resent').length === 1)
  const [resent] = first.said('resent')
  assert.deepEqual(resent?.say === 'resent' && resent.added.map(({ seq }) => seq), [1, 2])
  assert.equal(disk.pending.length, 2)
})

test('reading: an edit is in the outbox while rows are still handed over, and is sent once they are', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const { open: goOn, opened: mayGoOn } = gate()
  const tab = open(person, disk, {
    openReplica: async () => ({ ...disk.replica, load: (space, each) => mayGoOn.then(() => disk.replica.load(space, each)) }),
  })
  await until(() => tab.state() === 'reading')
  tab.ask({ do: 'add', changes: [create(person, 1)] })
  await until(() => disk.pending.length === 1)
  assert.deepEqual([tab.state(), tab.said('loaded').length, asked], ['reading', 0, []])
  goOn()
  await until(() => tab.said('answered').length === 1)
  assert.equal(tab.state(), 'leading')
})

test('following: another tab leads, and this one asks the server nothing until it leads itself', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const first = open(person, disk)
  await until(() => first.state() === 'leading')
  await until(() => asked.length > 0)
  const second = open(person, disk)
  await until(() => second.said('loaded').length === 1)
  await settled()
  assert.deepEqual([second.state(), second.said('leads')], ['following', []])
  second.ask({ do: 'add', changes: [create(person, 1)] })
  await until(() => first.said('answered').length === 1 && second.said('answered').length === 1)
  first.ask({ do: 'release', wait: true })
  await until(() => first.state() === 'following' && second.state() === 'leading')
  asked = []
  first.ask({ do: 'sync' })
  await settled()
  assert.deepEqual(asked, [])
  first.leave()
  await until(() => second.state() === 'ended')
})

test('leading: what the leader before had stored and not told is shown', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const first = open(person, disk)
  await until(() => first.state() === 'leading')
  const second = open(person, disk)
  await until(() => second.said('loaded').length === 1)
  // The first one is frozen between its commit and its message.
  disk.progress.set(person, { cursor: '2.b' })
  disk.rows.set(person, [row('kept', 1), row('untold', 2)])
  heads.set(person, '2.b')
  first.ask({ do: 'release', wait: true })
  await until(() => second.said('loaded').length === 2)
  const shown = second.told.flatMap((message) => (message.say === 'rows' && message.fresh ? (JSON.parse(message.json) as AnyDoc[]) : []))
  assert.deepEqual(
    shown.map(({ id }) => id),
    ['kept', 'untold'],
  )
  // Its message comes late, and is no news.
  const late = other(person)
  late.say({ say: 'pulled', space: person, from: '1.a', json: JSON.stringify([row('untold', 2)]), removed: [], whole: true, cursor: '2.b' })
  await settled()
  assert.deepEqual([second.said('pulled').length, second.said('loaded').length], [0, 2])
})

test('leading: robbed of the lead it is silent at once, also while it reads what it missed', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const { open: goOn, opened: mayGoOn } = gate()
  let reads = 0
  const tab = open(person, disk, {
    openOutbox: async () => ({
      ...disk.outbox,
      all: async () => {
        if (++reads > 1) await mayGoOn
        return disk.outbox.all()
      },
    }),
  })
  await until(() => reads > 1)
  assert.equal(tab.state(), 'leading')
  const thief = createLeadership(`muster-lead-${person}`, () => {})
  thief.steal()
  await until(() => tab.state() === 'following')
  goOn()
  await settled()
  assert.deepEqual([tab.said('led'), asked], [[], []])
  thief.end()
})

for (const [what, how] of [
  ['cannot be opened', { openOutbox: () => Promise.reject(new Error('no')) }],
  ['does not open: the other one', { openReplica: () => Promise.reject(new Error('no')) }],
] as const)
  test(`memory: a database ${what}; the tab says so, sends for itself, and stands in nobody’s way`, async () => {
    const person = newPerson()
    const disk = createDisk(person)
    const tab = open(person, disk, how)
    const beside = open(person, disk)
    await until(() => tab.said('opened').length === 1 && asked.length > 0)
    assert.deepEqual([tab.state(), tab.said('opened')], ['memory', [{ say: 'opened', storage: false, created: false }]])
    await until(() => beside.state() === 'leading')
    tab.ask({ do: 'add', changes: [create(person, 1)] })
    await until(() => tab.said('answered').length === 1)
    tab.leave()
  })

for (const from of ['reading', 'following', 'leading'] as const)
  test(`memory: a later build takes the databases away while ${from}; what is written from then on is sent by the tab itself`, async () => {
    const person = newPerson()
    const disk = createDisk(person)
    const holder = hold(person)
    if (from === 'following') holder.start()
    const { open: goOn, opened: mayGoOn } = gate()
    const tab = open(person, disk, {
      openReplica: async () => ({
        ...disk.replica,
        load: (space, each) => (from === 'reading' ? mayGoOn : Promise.resolve()).then(() => disk.replica.load(space, each)),
      }),
    })
    await until(() => tab.state() === from)
    if (from !== 'reading') await until(() => tab.said('loaded').length === 1)
    tab.close(true)
    assert.deepEqual([tab.state(), tab.said('outdated').length], ['memory', 1])
    goOn()
    tab.ask({ do: 'add', changes: [create(person, 1)] })
    await until(() => tab.said('answered').length === 1)
    assert.deepEqual(tab.said('opened').at(-1), { say: 'opened', storage: false, created: false })
    if (from === 'leading') {
      const next = hold(person)
      next.start()
      await until(async () => (await navigator.locks.query()).held?.length === 1)
      assert.deepEqual((await navigator.locks.query()).pending, [], 'the lead is free for another')
    }
    // Others are none of its business any more.
    const beside = other(person)
    beside.say({ say: 'dropped', space: club, refused: [] })
    await settled()
    assert.deepEqual(tab.said('dropped'), [])
  })

for (const from of ['opening', 'reading', 'following', 'leading', 'memory'] as const)
  test(`ended: signed out in another tab while ${from}; it lets go of everything and says nothing more`, async () => {
    const person = newPerson()
    const disk = createDisk(person)
    const holder = hold(person)
    if (from === 'following') holder.start()
    const never = new Promise<never>(() => {})
    const tab = open(person, disk, {
      openReplica: async () => {
        if (from === 'opening') return never
        if (from === 'memory') throw new Error('no')
        return from === 'reading' ? { ...disk.replica, load: () => never } : disk.replica
      },
    })
    await until(() => tab.state() === from)
    const leaver = other(person)
    leaver.say({ say: 'wiped' })
    await until(() => tab.state() === 'ended')
    assert.deepEqual([tab.told.at(-1), tab.quiet()], [{ say: 'wiped' }, true])
    const [words, requests] = [tab.told.length, asked.length]
    for (const message of [
      { do: 'add', changes: [create(person, 1)] },
      { do: 'resume' },
      { do: 'steal' },
      { do: 'sync' },
      { do: 'signed-in' },
      { do: 'wipe' },
    ] as const)
      tab.ask(message)
    await settled()
    assert.deepEqual([tab.told.length, asked.length, disk.pending], [words, requests, []])
  })

test('leading: told that the session ends it asks nothing more, whatever it is told after that; what is added is stored', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const tab = open(person, disk)
  await until(() => tab.state() === 'leading' && asked.length > 0)
  await settled()
  tab.ask({ do: 'quiet' })
  const requests = asked.length
  for (const message of [{ do: 'add', changes: [create(person, 1)] }, { do: 'resume' }, { do: 'sync' }, { do: 'offline' }] as const) tab.ask(message)
  await settled()
  assert.deepEqual([asked.length, disk.pending.length], [requests, 1])
})

test('what other tabs say is dealt with one after the other, in order, while one of them makes it read all again', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  const holder = hold(person)
  holder.start()
  const { open: goOn, opened: mayGoOn } = gate()
  let slow = false
  const tab = open(person, disk, {
    openReplica: async () => ({
      ...disk.replica,
      load: async (space, each) => {
        // What a transaction shows is fixed when it begins.
        const now = disk.progress.get(space) ?? {}
        if (slow) await mayGoOn
        await disk.replica.load(space, each)
        return { removed: [], progress: now }
      },
    }),
  })
  await until(() => tab.said('loaded').length === 1)
  slow = true
  const leader = other(person)
  const pulled = (from: string, cursor: string, id: string): Shared => ({
    say: 'pulled',
    space: person,
    from,
    json: JSON.stringify([row(id, Number(cursor[0]))]),
    removed: [],
    whole: true,
    cursor,
  })
  // The first part was missed: read again. What comes meanwhile begins where that ends.
  disk.progress.set(person, { cursor: '3.c' })
  leader.say(pulled('2.b', '3.c', 'x'))
  await settled()
  leader.say(pulled('3.c', '4.d', 'y'))
  leader.say(pulled('4.d', '5.e', 'z'))
  await settled()
  assert.deepEqual(tab.said('pulled'), [])
  goOn()
  await until(() => tab.said('pulled').length === 2)
  const order = tab.told.flatMap((message) =>
    message.say === 'rows' && message.fresh ? ['anew'] : (message.say === 'loaded' || message.say === 'pulled') && message.cursor ? [message.cursor] : [],
  )
  assert.deepEqual(order, ['1.a', 'anew', '3.c', '4.d', '5.e'])
})

test('a space that is loaded anew is shown with what has changed since, by a tab that takes the lead in between as well', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  // What it was made of is older than what is shown, and has less.
  disk.rows.set(person, [row('kept', 1), row('lately', 4)])
  disk.progress.set(person, { cursor: '4.a' })
  heads.set(person, '4.a')
  const put = (docs: readonly AnyDoc[]) => disk.rows.set(person, [...(disk.rows.get(person) ?? []), ...docs])
  const replica: ReplicaStore = {
    ...disk.replica,
    arrived: async (space, docs, progress) => {
      if (progress.fresh) disk.rows.set(space, [])
      put(docs)
      return disk.replica.arrived(space, docs, progress)
    },
    pulled: async (space, from, cursor, docs, removed) => {
      const done = await disk.replica.pulled(space, from, cursor, docs, removed)
      if (done) put(docs)
      return done
    },
  }
  const how: How = { openReplica: async () => replica }
  const first = open(person, disk, how)
  await until(() => first.state() === 'leading')
  const second = open(person, disk, how)
  await until(() => second.said('loaded').length === 1)
  const { open: goOn, opened: mayGoOn } = gate()
  let held = 0
  snapshotOf = async (path) => {
    if (path.startsWith('snapshot/reach')) return { from: '2.s', cursor: '2.b', counts: {}, chunks: ['0'], schema: 1 }
    if (path.startsWith('snapshot/')) return { docs: [row('kept', 1)], next: null }
    if (!path.startsWith('changes?since=2.b')) return null
    held++
    await mayGoOn
    return { docs: [row('lately', 4)], tombstones: [], head: '4.b', next: null }
  }
  first.ask({ do: 'sync' })
  await until(() => held > 0)
  for (const tab of [first, second]) tab.told.splice(0)
  first.ask({ do: 'release', wait: true })
  await until(() => second.state() === 'leading' && held > 1)
  await settled()
  // Rows that nothing has told the end of lie aside.
  const ends = (tab: typeof first) => [...tab.said('loaded'), ...tab.said('pulled')]
  assert.deepEqual([ends(first), ends(second)], [[], []])
  goOn()
  await until(() => ends(first).length > 0 && ends(second).length > 0)
  for (const tab of [first, second]) {
    const begins = tab.told.findLastIndex((message) => message.say === 'rows' && message.fresh)
    const shown = tab.told.slice(Math.max(0, begins)).flatMap((message) => ('json' in message ? (JSON.parse(message.json) as AnyDoc[]) : []))
    assert.deepEqual([...new Set(shown.map(({ id }) => id))].toSorted(), ['kept', 'lately'])
  }
  assert.ok(!(await replica.progress(person)).behind)
})

test('what another tab has stored of a first load, and did not come to tell, is shown by the one that goes on with it', async () => {
  const person = newPerson()
  const disk = createDisk(person)
  // One of two parts is here; the tab that stored it has gone.
  disk.rows.set(person, [row('untold', 1)])
  const holder = hold(person)
  holder.start()
  disk.progress.set(person, {})
  const tab = open(
    person,
    { ...disk, rows: new Map() },
    {
      openReplica: async () => ({
        ...disk.replica,
        arrived: async (space, docs, progress) => {
          disk.rows.set(space, [...(disk.rows.get(space) ?? []), ...docs])
          return disk.replica.arrived(space, docs, progress)
        },
        // Read before the part was stored.
        load: async (space, each) => (disk.progress.get(space)?.loading || disk.progress.get(space)?.cursor ? disk.replica.load(space, each) : undefined),
      }),
    },
  )
  await until(() => tab.said('loaded').length === 1)
  disk.progress.set(person, { loading: { chunks: { from: '2.s', cursor: '2.b', left: ['1'] } } })
  snapshotOf = async (path) => (path.startsWith('snapshot/') ? { docs: [row('told', 2)], next: null } : { docs: [], tombstones: [], head: '2.b', next: null })
  holder.end()
  await until(() => tab.said('pulled').length > 0)
  const shown = tab.told.flatMap((message) => (message.say === 'rows' ? (JSON.parse(message.json) as AnyDoc[]) : []))
  assert.deepEqual([...new Set(shown.map(({ id }) => id))].toSorted(), ['told', 'untold'])
})
