import assert from 'node:assert/strict'
import { test } from 'node:test'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { workedIn } from './compaction.ts'

const task = (id: string, rev: number) => taskDoc({ id, rev, listId: 'L' })

test('a bucket takes what is newer than its rows, loses what is gone, and is left alone where nothing of it changed', () => {
  const bucket = JSON.stringify([task('a', 1), task('b', 5), task('c', 1)])
  const changed = new Map([
    ['task/a', task('a', 2)],
    ['task/b', task('b', 4)],
    ['task/c', null],
    ['task/d', task('d', 3)],
  ])
  const met = new Set<string>()
  assert.deepEqual(JSON.parse(workedIn(bucket, changed, met) ?? ''), [task('a', 2), task('b', 5)])
  assert.deepEqual([...met], ['task/a', 'task/b', 'task/c'], 'what it does not hold is in another bucket, or in none')
  assert.equal(workedIn(JSON.stringify([task('b', 5), task('x', 1)]), changed, met), undefined)
})
