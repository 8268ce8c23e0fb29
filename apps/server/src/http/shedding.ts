import { systemClock, type Clock } from '../ports/clock.ts'
import type { Rank } from './policies.ts'

/** Milliseconds between two looks at how late everything is. */
const lookMs = 100
/** A look that is later than this is late; one that is earlier than that is in time. Between them nothing changes. */
const [lateMs, inTimeMs] = [500, 100]
/** So much of being late has to add up, and so much of it one look counts for: a single long piece of work is no overload. */
const [patienceMs, countedMs] = [1_500, 1_000]
/** What one late look adds to the pressure, more the later it was, and what one in time takes away. */
const [rise, riseMax, fall] = [0.5, 2, 0.25]
/** Requests whose answers are waited for. From a part of it on each rank is turned away. */
const underWayMax = 4_000
const partOf: Readonly<Record<Rank, number>> = { first: 0.5, read: 0.75, write: 0.9, auth: 1 }
const order: Readonly<Record<Rank, number>> = { first: 0, read: 1, write: 2, auth: 3 }
/** The highest pressure: of what goes last a tenth is let in still. */
const highest = 3.9

/** How hard we are pressed: by one more a further rank is turned away, by a part of one that part of its requests. */
export interface Pressure {
  readonly level: number
  /** Milliseconds of being late that have added up. */
  readonly lateFor: number
}
export const unpressed: Pressure = { level: 0, lateFor: 0 }

/** What the pressure is after one more look, so many milliseconds later than it should have been. */
export const pressureAfter = ({ level, lateFor }: Pressure, late: number): Pressure => {
  if (late < inTimeMs) return { level: Math.max(0, level - fall), lateFor: 0 }
  if (late < lateMs) return { level, lateFor }
  const sum = Math.min(patienceMs, lateFor + Math.min(late, countedMs))
  return { level: sum < patienceMs ? level : Math.min(highest, level + Math.min(riseMax, (rise * late) / lateMs)), lateFor: sum }
}

/**
 * Whether a request is turned away.
 * @param draw a number from 0 to 1 by chance: which ones of a rank
 */
export const isShed = (rank: Rank, { level }: Pressure, underWay: number, draw: number): boolean =>
  underWay >= underWayMax * partOf[rank] || draw < level - order[rank]

/** Knows how hard we are pressed, by how late the event loop is and how many requests wait. It looks only while somebody asks, or until that is over. */
export const createShedding = (clock: Clock = systemClock, draw: () => number = Math.random) => {
  let pressure = unpressed
  let underWay = 0
  let asked = false
  let looks = false
  const look = () => {
    looks = true
    asked = false
    const due = clock.now() + lookMs
    clock.after(lookMs, () => {
      looks = false
      pressure = pressureAfter(pressure, clock.now() - due)
      if (asked || pressure.level > 0) look()
    })
  }
  return {
    /** Whether one more is too much; who asks is counted on. */
    sheds: (rank: Rank): boolean => {
      asked = true
      if (!looks) look()
      return isShed(rank, pressure, underWay, pressure.level > 0 ? draw() : 1)
    },
    begin: (): void => void underWay++,
    end: (): void => void underWay--,
    underWay: (): number => underWay,
  }
}
export type Shedding = ReturnType<typeof createShedding>
