import { firstPages } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { headerOf } from '../../measure/requests.ts'
import { measure, ratio } from '../../measure/rounds.ts'
import { askOnce } from '../../measure/wire.ts'
import { startWithPages } from './cached-pages.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

/** A page that the client has already: sent again, or said to be the same. */
export const etag: Measure = {
  name: 'ETag',
  run: async (bench) => {
    const { server, api } = await startWithPages(bench, 'etag')
    const subjects = [await firstPages('body', server, api), await firstPages('304', server, api, true)]
    const costs = await measure(subjects, bench.quick ? { rounds: 3 } : {})
    api.signIn()
    const whole = await askOnce(server, api.list(0))
    const same = await askOnce(server, api.list(0, headerOf(whole.head, 'etag')))
    const labels = [
      ['the body again', 'body', whole],
      ['304', '304', same],
    ] as const
    compare(bench, {
      measure: 'ETag',
      quantity: 'CPU of a cached page of 50',
      unit: 'µs',
      bars: labels.map(([label, name]) => [label, median(costs.get(name)?.rounds ?? [])] as const),
      times: ratio(costs.get('body'), costs.get('304')),
    })
    compare(bench, {
      measure: 'ETag',
      quantity: 'bytes of its answer, head and all',
      unit: 'bytes',
      bars: labels.map(([label, , { head, body }]) => [label, head.length + 4 + body.length] as const),
    })
    for (const { close } of subjects) close()
    await server.stop()
  },
}
