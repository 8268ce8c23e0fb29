import type { Api } from '../../apis/api.ts'
import { startPacking } from '../../measure/bare.ts'
import { anything, firstPages } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { measure, ratio } from '../../measure/rounds.ts'
import { askOnce } from '../../measure/wire.ts'
import { startWithPages } from './cached-pages.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const gzipToo = (request: string): string => request.replace('\r\n\r\n', '\r\nAccept-Encoding: gzip\r\n\r\n')
const packedApi = (api: Api): Api => ({ ...api, list: (who, tag) => gzipToo(api.list(who, tag)) })

/** A page as it is, packed once and sent many times, and packed each time. */
export const compression: Measure = {
  name: 'compression',
  run: async (bench) => {
    const { server, api } = await startWithPages(bench, 'compression')
    const packed = packedApi(api)
    api.signIn()
    const [plain, small] = [await askOnce(server, api.list(0)), await askOnce(server, packed.list(0))]
    const packing = await startPacking(bench.folder, plain)
    const anew = 'packed each time, by a server that does nothing else'
    const subjects = [await anything(anew, packing, api.list(0)), await firstPages('as it is', server, api), await firstPages('packed once', server, packed)]
    const costs = await measure(subjects, bench.quick ? { rounds: 3 } : {})
    compare(bench, {
      measure: 'compression',
      quantity: 'CPU of a page of 50, all threads',
      unit: 'µs',
      bars: subjects.map(({ name }) => [name, median(costs.get(name)?.rounds ?? [])] as const),
      times: ratio(costs.get(anew), costs.get('packed once')),
    })
    compare(bench, {
      measure: 'compression',
      quantity: 'bytes of its body',
      unit: 'bytes',
      bars: [
        ['as it is', plain.body.length],
        ['gzip', small.body.length],
      ],
    })
    for (const { close } of subjects) close()
    for (const one of [server, packing]) await one.stop()
  },
}
