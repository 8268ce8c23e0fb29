import type { Api } from '../apis/api.ts'
import type { Child } from './child.ts'
import type { Target } from './dial.ts'
import { expect } from './reading.ts'
import type { Reads } from './list-reads.ts'
import { keepBusy, openLines, type Line } from './wire.ts'

/** They try nothing again by themselves, as ours do where a line to MongoDB fails: so often it is done for them. */
const tries = 3
const ask = async (line: Line, request: string): Promise<void> => {
  for (let n = 1; n < tries; n++) if ((await line.ask(request)).status === 200) return
  await expect(line, request, 200)
}

/**
 * The same load upon bare servers, each of which makes one `find` for each request: what becomes dearer there as more of them share it is
 * the machine's own (caches of its cores that others have filled, fewer requests for each time that a process is woken).
 * @param front the nginx that they are behind
 */
export const bareInstances = (name: string, servers: readonly Child[], front: Target, api: Api, connections: number): Reads => {
  const lines = openLines(front, connections)
  api.signIn()
  const requests = [...api.people.keys()].map((who) => api.list(who))
  return {
    name,
    servers,
    load: (total) => keepBusy(lines, total, (line, n) => ask(line, requests[n % requests.length] ?? '')),
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
