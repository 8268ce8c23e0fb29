import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { barsAsSvg, stepOf } from './bars.ts'
import { chartsIn } from './charts.ts'

const axisEnd = (svg: string) => Math.max(...[...svg.matchAll(/class="grid" x1="([\d.]+)"/g)].map(([, x]) => Number(x)))
const widths = (svg: string) => [...svg.matchAll(/<rect class="bar[^"]*" x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width))

describe('Plots of the bench', () => {
  it('draw bars from zero: as long as what they stand for, none beyond the axis', () => {
    const bars = [
      { label: 'without', value: 400 },
      { label: 'with', value: 100 },
      { label: 'none', value: 0 },
    ]
    const svg = barsAsSvg([{ title: 'CPU', unit: 'µs', bars }])
    const [first = 0, second = 0, third] = widths(svg)
    const from = Number(/class="bar" x="(\d+)"/.exec(svg)?.[1])
    assert.ok(Math.abs(first / second - 4) < 0.01)
    assert.equal(third, 0)
    assert.ok(from + first <= axisEnd(svg))
  })
  it('say the unit, each value and what it is of, and escape what is not theirs', () => {
    const svg = barsAsSvg([{ title: 'a < b & c', unit: 'pages/s', bars: [{ label: 'x', value: 1_234_567 }] }])
    for (const text of ['a &lt; b &amp; c', '>pages/s<', '>1,234,567<', 'prefers-color-scheme:dark']) assert.ok(svg.includes(text), text)
  })
  it('have four to ten ticks, whatever the size', () => {
    for (let most = 1e-4; most < 1e9; most *= 1.37) {
      const ticks = most / stepOf(most)
      assert.ok(ticks >= 3.99 && ticks <= 10.01, `${most}: ${ticks}`)
    }
  })
  it('are one chart for each quantity of a measure, in order', () => {
    const figure = (measure: string, chart: string, label: string) => ({ part: 'measures', what: label, value: 1, unit: 'µs', bar: { measure, chart, label } })
    const charts = chartsIn([
      figure('a', 'x', '1'),
      figure('a', 'y', '2'),
      figure('a', 'x', '3'),
      figure('b', 'x', '4'),
      { part: 'list', what: '', value: 1, unit: '' },
    ])
    assert.deepEqual(
      [...charts].map(([measure, some]) => [measure, some.map(({ title, bars }) => [title, bars.map(({ label }) => label)])]),
      [
        [
          'a',
          [
            ['x', ['1', '3']],
            ['y', ['2']],
          ],
        ],
        ['b', [['x', ['4']]]],
      ],
    )
  })
})
