/** Bars of one unit, each from zero. */
export interface Chart {
  readonly title: string
  readonly unit: string
  readonly bars: readonly { readonly label: string; readonly value: number; readonly stands?: boolean | undefined }[]
}

const [width, left, right, line, titleLine, axis, gap] = [900, 372, 90, 26, 22, 40, 14]
const charactersOfTitle = 96

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const number = (value: number): string => value.toLocaleString('en-GB', Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })

/** The distance of ticks of an axis from 0 to `most`: 1, 2 or 5 times a power of ten, of which four to ten fit. */
export const stepOf = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(most))
  const first = most / power
  return (first >= 5 ? 1 : first >= 2 ? 0.5 : 0.2) * power
}

const wrap = (text: string): readonly string[] => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + word.length + 1 > charactersOfTitle) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

const drawn = ({ title, unit, bars }: Chart, top: number): { readonly svg: string; readonly height: number } => {
  const lines = wrap(title)
  const from = top + lines.length * titleLine + 4
  const bottom = from + bars.length * line
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const step = stepOf(most)
  const end = Math.ceil(most / step - 1e-9) * step
  const x = (value: number) => left + ((width - left - right) * value) / end
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, n) => n * step)
  const svg = [
    ...lines.map((text, n) => `<text class="title" x="8" y="${top + 16 + n * titleLine}">${escape(text)}</text>`),
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${from}" y2="${bottom}"/>` +
        `<text class="tick" x="${x(tick).toFixed(1)}" y="${bottom + 15}" text-anchor="middle">${number(tick)}</text>`,
    ),
    ...bars.flatMap(({ label, value, stands }, n) => {
      const y = from + n * line
      return [
        `<text class="label" x="${left - 8}" y="${y + 17}" text-anchor="end">${escape(label)}</text>`,
        `<rect class="bar${stands ? ' stands' : ''}" x="${left}" y="${y + 4}" width="${Math.max(0, x(value) - left).toFixed(1)}" height="${line - 8}"/>`,
        `<text class="value" x="${(x(value) + 6).toFixed(1)}" y="${y + 17}">${number(value)}</text>`,
      ]
    }),
    `<text class="tick" x="${left}" y="${bottom + 31}">${escape(unit)}</text>`,
  ]
  return { svg: svg.join('\n'), height: bottom + axis - top }
}

const style = `text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.tick{font-size:11px;fill:#59636e}
.grid{stroke:#d1d9e0}.bar{fill:#9a6700}.bar.stands{fill:#0969da}.back{fill:#fff}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.tick{fill:#9198a1}.grid{stroke:#3d444d}.bar{fill:#d29922}.bar.stands{fill:#4493f8}.back{fill:#0d1117}}`

/** Charts below each other as one SVG; who stands out has another colour. Readable on light and dark. */
export const barsAsSvg = (charts: readonly Chart[]): string => {
  let top = gap
  const parts: string[] = []
  for (const chart of charts) {
    const { svg, height } = drawn(chart, top)
    parts.push(svg)
    top += height + gap
  }
  const about = charts.map(({ title, unit, bars }) => `${title}: ${bars.map(({ label, value }) => `${label} ${number(value)} ${unit}`).join(', ')}`).join('. ')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" role="img">\n` +
    `<title>${escape(about)}</title>\n<style>${style}</style>\n<rect class="back" width="100%" height="100%"/>\n${parts.join('\n')}\n</svg>\n`
  )
}
