import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply } from '@muster/core/contract/schemas/sync.ts'
import type { Stream } from '../../scripts/cluster/client.ts'
import { waitAsAsked, type Client, type Person } from './person.ts'

/** The server's stream beats every 15 s; one that was silent for so long is dead, though nobody said so. */
const silentMs = 45_000
const usualRetryMs = 1_000
const lookMs = 250

const keyOf = ({ kind, id }: { readonly kind: string; readonly id: string }) => `${kind}:${id}`
const revOf = (cursor: string) => Number(cursor.split('.')[0])

/** A copy of spaces that asks for what changed when the stream says that something has, and never by itself. */
export const listen = (client: Client, person: Person, spaces: readonly string[]) => {
  const copies = new Map(spaces.map((space) => [space, { rows: new Map<string, AnyDoc>(), cursor: undefined as string | undefined, told: 0, pulling: false }]))
  const arrived = new Map<string, number>()
  let going = true
  let stream: Stream | undefined
  let [streams, resets] = [0, 0]
  const failed: string[] = []

  const arrive = (doc: AnyDoc) => {
    if (doc.kind === 'task') arrived.set(`${doc.id} ${doc.deletedAt === null ? doc.title : null}`, Date.now())
  }
  const pullOnce = async (space: string): Promise<void> => {
    const copy = copies.get(space)
    if (!copy) return
    for (let page: string | null = null; going;) {
      const query = new URLSearchParams({ ...(copy.cursor === undefined ? {} : { since: copy.cursor }), ...(page === null ? {} : { page }) })
      const answer = await person.ask(client, `/api/v1/spaces/${space}/changes?${query}`).catch(() => undefined)
      if (answer?.status === 410) {
        resets++
        copy.rows.clear()
        copy.cursor = undefined
        page = null
      } else if (answer?.status === 200) {
        const { docs, tombstones, head, next } = JSON.parse(answer.text) as ChangesReply
        for (const doc of docs) copy.rows.set(keyOf(doc), doc)
        for (const gone of tombstones) {
          if (gone.trashed) copy.rows.set(keyOf(gone), gone.trashed)
          else copy.rows.delete(keyOf(gone))
          if (gone.kind === 'task') arrived.set(`${gone.id} null`, Date.now())
        }
        docs.forEach(arrive)
        page = next
        if (next !== null) continue
        copy.cursor = head
        return
      } else if (answer) {
        assert.ok(answer.status >= 429, `a pull was answered ${answer.status} ${answer.text}`)
        await waitAsAsked(answer)
      } else await pause(lookMs)
    }
  }
  const pull = async (space: string, rev: number) => {
    const copy = copies.get(space)
    if (!copy) return
    copy.told = Math.max(copy.told, rev)
    if (copy.pulling) return
    copy.pulling = true
    try {
      while (going && (copy.cursor === undefined || revOf(copy.cursor) < copy.told)) await pullOnce(space)
    } catch (error) {
      failed.push(String(error))
    } finally {
      copy.pulling = false
    }
  }

  const follow = async () => {
    let retryMs = usualRetryMs
    while (going) {
      let rest = ''
      let heardAt = performance.now()
      const hear = (text: string) => {
        heardAt = performance.now()
        const events = (rest + text).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) {
          const retry = /^retry: (\d+)$/m.exec(event)
          if (retry) retryMs = Number(retry[1])
          const data = /^data: (.*)$/m.exec(event)
          if (!data) continue
          const { space, rev } = JSON.parse(data[1] ?? '') as { space: string; rev: number }
          void pull(space, rev)
        }
      }
      const opened = await client.stream('/api/v1/events', person.headers(), hear).catch(() => undefined)
      if (opened?.status === 200) {
        stream = opened
        streams++
        const watch = setInterval(() => performance.now() - heardAt > silentMs && opened.end(), lookMs)
        await opened.ended
        clearInterval(watch)
        if (going) await pause(retryMs)
      } else if (opened) {
        opened.end()
        if (opened.status === 401) await person.refresh()
        else await waitAsAsked(opened)
      } else await pause(usualRetryMs)
    }
  }
  const following = follow()
  return {
    spaces,
    /** When a task was first seen in a state, by `id state`. */
    arrived,
    rows: (space: string): readonly AnyDoc[] => [...(copies.get(space)?.rows.values() ?? [])],
    rev: (space: string): number => revOf(copies.get(space)?.cursor ?? '0'),
    said: () => ({ streams, resets }),
    end: async (): Promise<void> => {
      going = false
      stream?.end()
      await following
      assert.deepEqual(failed, [])
    },
  }
}
export type Listener = ReturnType<typeof listen>
