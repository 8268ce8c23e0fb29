import { commandMs } from './client.ts'

/** How every transaction of ours reads and commits. What a majority does not hold in time is answered as such, before the line is given up. */
export const transaction = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', j: true, wtimeoutMS: commandMs - 2_000 },
} as const
