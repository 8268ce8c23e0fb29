import { encode } from 'uqr'

/** A square of dark and light for a camera, on white in both themes: cameras expect it so. */
const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, data } = encode(text, { border: 2 })
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-44 rounded-md border border-line bg-white">
      <path d={dark.join('')} fill="black" />
    </svg>
  )
}
export default QrCode
