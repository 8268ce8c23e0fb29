// One of several processes that write to one space: MONGODB_URL SPACE COUNT MEMBER… Prints the answers as [mutation id, rev], and how often it was told `busy`.
import { Refusal } from '@muster/core/domain/world.ts'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { createJournal } from '../journal/execute.ts'
import { addTask } from './ledger.ts'
import { ticketOf } from './tickets.ts'

const [url = '', space = '', count = '', ...members] = process.argv.slice(2)
const store = await openMongoStore(url)
const journal = createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, gatherMs: 10 })
let busy = 0
const answers = await Promise.all(
  members.map(async (member) => {
    const mine: [string, number][] = []
    for (let n = 0; n < Number(count); n++) {
      const mutation = addTask(space)
      for (let done = false; !done;) {
        try {
          const [result] = await journal.execute(space, member, [mutation], ticketOf(member))
          if (result?.status !== 'applied') throw new Error(JSON.stringify(result))
          mine.push([mutation.id, result.rev])
          done = true
        } catch (error) {
          // As a client does: told that it is busy, it sends the same again.
          if (!(error instanceof Refusal) || error.code !== 'busy') throw error
          busy++
        }
      }
    }
    return mine
  }),
)
await store.close()
console.log(JSON.stringify({ busy, answers: answers.flat() }))
