// Loaded before anything else of a process (NODE_OPTIONS): sets its clock ahead by what CLOCKS_AHEAD, JSON in ms by PORT, says of it.
import { setClockAhead } from '../../apps/server/src/testing/clock-ahead.ts'

const { PORT = '', CLOCKS_AHEAD = '{}' } = process.env
const ahead = (JSON.parse(CLOCKS_AHEAD) as Readonly<Record<string, number>>)[PORT]
if (ahead !== undefined) {
  setClockAhead(ahead)
  console.error(`the clock of ${PORT} is ${ahead} ms ahead`)
}
