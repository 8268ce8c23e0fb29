import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { BSON } from 'mongodb'
import { updatesOf } from './updates.ts'

const maxCommandBytes = 16 * 1024 * 1024
const ids = (length: number) => Array.from({ length }, () => randomUUID())

test('MongoDB: no command of a commit is larger than it may be, however full its tasks are', () => {
  const [day, instant] = [{ date: '2026-01-01', time: '12:00', zone: 'America/Argentina/ComodRivadavia' }, '2026-01-01T00:00:00.000Z']
  const full = {
    createdAt: instant,
    createdBy: randomUUID(),
    updatedAt: instant,
    updatedBy: randomUUID(),
    listId: randomUUID(),
    sectionId: randomUUID(),
    order: 'z'.repeat(limits.orderKey),
    title: '日'.repeat(limits.title),
    status: 'dropped' as const,
    priority: 4 as const,
    due: day,
    deadline: day,
    duration: limits.durationMinutes,
    labelIds: ids(limits.labelsPerTask),
    assigneeIds: ids(limits.assigneesPerTask),
    hasNotes: true,
    completedAt: instant,
    completedBy: randomUUID(),
  }
  const docs = ids(limits.groupDocuments).map((id) => taskDoc({ ...full, id }))
  const commands = updatesOf({ entry: { space: randomUUID(), rev: 2, tag: 'tag', mutations: [] }, docs })
  assert.equal(commands.flat().length, docs.length + 2)
  for (const updates of commands) {
    const bytes = updates.reduce((sum, update) => sum + BSON.calculateObjectSize(update), 0)
    assert.ok(bytes < maxCommandBytes, `${bytes} bytes`)
  }
})
