import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const domain = 'packages/core/src/domain'
const journal = { test: `${server}/journal/journal.test.ts`, file: `${server}/journal/execute.ts` }
const across = { test: journal.test, file: `${server}/journal/across.ts` }
const routes = { test: `${server}/features/tasks/tasks.test.ts`, file: `${server}/features/tasks/routes.ts` }
const guarded = { ...routes, named: 'whatever is done to a task is done to what was read' }
const endpoint = { test: `${server}/http/endpoint.test.ts`, file: `${server}/http/endpoint.ts` }

/** What holds by one line each: durability, turns, preconditions, what is told of a write that is in doubt. */
export const edgePatches: readonly Patch[] = [
  {
    test: `${server}/adapters/sqlite/open.test.ts`,
    file: `${server}/adapters/sqlite/open.ts`,
    breaks: 'SQLite answers before the log is on the disk',
    find: "    db.pragma('synchronous = FULL')\n",
    put: "    db.pragma('synchronous = NORMAL')\n",
    named: 'SQLite: what was committed outlives a loss of power',
  },
  {
    test: `${server}/journal/turns.test.ts`,
    file: `${server}/journal/turns.ts`,
    breaks: 'a write to another space is held up by turns',
    find: 'ends.push(await takeOne(space))',
    put: "ends.push(await takeOne(space && 'any'))",
    named: 'a turn of one space holds up nobody',
  },
  {
    test: `${server}/access/admission.test.ts`,
    file: `${server}/access/access.ts`,
    breaks: 'who was seen in a space is let before its journal for ever',
    find: '(seen.get(key) ?? -Infinity) < seenMs',
    put: '(seen.get(key) ?? -Infinity) < Infinity',
    named: 'who was removed at another process a moment ago',
  },
  {
    file: `${server}/access/access.ts`,
    test: `${server}/access/admission.test.ts`,
    breaks: 'who writes on is looked at again each second',
    find: '      for (const actor of actors) seen.set',
    put: '      for (const actor of actors.slice(0, 0)) seen.set',
    named: 'who writes on is not looked at again',
  },
  {
    file: `${server}/access/access.ts`,
    test: `${server}/access/admission.test.ts`,
    breaks: 'who wrote is let in for a second from the answer on',
    find: 'Math.max(at, seen.get',
    put: 'Math.max(clock.now(), seen.get',
    named: 'who was removed elsewhere while the answer',
  },
  {
    test: `${server}/access/admission.test.ts`,
    file: `${server}/context.ts`,
    breaks: 'who was removed here is let before the journal for a second',
    find: '    access.wrote(space, docs, actors, begunAt)\n',
    put: '',
    named: 'who was removed at this process is out with that',
  },
  {
    ...across,
    breaks: 'a turn does not end when a move fails',
    find: '    try {\n      return (await untilDone(() => trying(true), over, pace, doubt)) as Answered\n    } finally {\n      done()\n    }\n',
    put: '    const moved = (await untilDone(() => trying(true), over, pace, doubt)) as Answered\n    done()\n    return moved\n',
    named: 'SQLite: a move that fails ends its turns',
  },
  {
    ...guarded,
    breaks: 'If-Match is not looked at when a task is restored',
    find: 'tasks.restore(writeRequest(request), space, id, taskMatch(request, space, id))',
    put: 'tasks.restore(writeRequest(request), space, id, undefined)',
  },
  {
    ...guarded,
    breaks: 'If-Match is not looked at when a task is moved',
    find: 'tasks.move(writeRequest(request), space, id, body, taskMatch(request, space, id))',
    put: 'tasks.move(writeRequest(request), space, id, body, undefined)',
  },
  {
    ...guarded,
    breaks: 'If-Match is not looked at when a task is deleted over all spaces',
    find: 'tasks.remove(writeRequest(request), space, id, taskMatch(request, space, id)) }',
    put: 'tasks.remove(writeRequest(request), space, id, undefined) }',
  },
  {
    ...guarded,
    breaks: 'If-Match is not looked at when a task is changed over all spaces',
    find: 'tasks.update(writeRequest(request), space, id, body, taskMatch(request, space, id))) }',
    put: 'tasks.update(writeRequest(request), space, id, body, undefined)) }',
  },
  {
    test: `${domain}/mutators.test.ts`,
    file: `${domain}/mutators/tasks.ts`,
    breaks: 're-keyed siblings keep their keys when a task is added',
    find: "rekeyed('task', rekey, context)",
    put: "rekeyed('task', rekey && [], context)",
    named: 'a task that is added gives its siblings new keys',
  },
  {
    test: `${domain}/mutators.test.ts`,
    file: `${domain}/mutators/tasks.ts`,
    breaks: 're-keyed siblings keep their keys when a task is moved',
    find: "rekeyed('task', place?.rekey, context, task.id)",
    put: "rekeyed('task', place?.rekey && [], context, task.id)",
    named: 'siblings get new keys together',
  },
  {
    test: `${server}/journal/across.test.ts`,
    file: `${domain}/across/transfer.ts`,
    breaks: 're-keyed siblings keep their keys when a task comes from another space',
    find: "rekeyed('task', place.rekey, context)",
    put: "rekeyed('task', place.rekey && [], context)",
    named: 'a task that moves gives the siblings it comes among new keys',
  },
  {
    test: routes.test,
    file: `${server}/features/tasks/service.ts`,
    breaks: 'notes written since base are not merged by the resource API',
    find: "base: base ?? shownOf(before)?.text ?? ''",
    put: "base: shownOf(before)?.text ?? base ?? ''",
    named: 'notes are written over, or merged with what others wrote since',
  },
  {
    ...journal,
    breaks: 'the doorbell rings before the commit',
    find: '      if (part) for (const { ticket } of some) ticket.markSent()\n',
    put: '      if (part) for (const { ticket } of some) ticket.markSent()\n      if (part) committed(space, part.entry.rev)\n',
    named: 'SQLite: the doorbell rings after the commit',
  },
  {
    ...across,
    breaks: 'the doorbell rings before a commit over several spaces',
    find: '    ticket.markSent()\n    if ((await',
    put: '    ticket.markSent()\n    for (const { entry } of parts) committed(entry.space, entry.rev)\n    if ((await',
    named: 'SQLite: the doorbell rings after the commit',
  },
  {
    test: `${server}/http/fuzz.test.ts`,
    file: 'packages/core/src/contract/schemas/undo.ts',
    breaks: 'an undo is not held to what the field may hold',
    find: 'closed({ expect: Type.Unknown(), to }))',
    put: 'closed({ expect: Type.Unknown(), to: Type.Unknown() as unknown as S }))',
    named: 'undo.apply@1: a field of a task',
  },
  {
    ...endpoint,
    breaks: 'a read that fails after the commit is answered as not done',
    find: 'const unavailable = error instanceof StoreUnavailable || ',
    put: 'const unavailable = ',
    named: 'a read that fails after something was sent',
  },
  {
    test: journal.test,
    file: `${server}/journal/retry.ts`,
    breaks: 'what is known by a member alone counts as not done',
    find: 'doubt.unsure ||= error.unknown',
    put: 'doubt.unsure ||= false',
    named: 'SQLite: what is known by a member alone is answered as not known when its time is over',
  },
  {
    ...journal,
    breaks: 'a request in doubt does not know that it is',
    find: '            open.add(job)\n            job.ticket.markSent()\n',
    put: '            open.add(job)\n',
    named: 'SQLite: what is known by a member alone is answered as not known when its time is over',
  },
  {
    test: `${server}/journal/culprit.test.ts`,
    file: `${server}/context.ts`,
    breaks: 'a change that the store chokes on is not named',
    find: 'mutation: id, name, error',
    put: 'name, error',
    named: 'a change that the store chokes on is refused alone',
  },
]
