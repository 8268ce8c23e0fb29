/** What is assumed of the machines. None of it is measured. */
export const plant = {
  /** How many times less CPU a core takes for the same than the one that it was measured on: R tells, which is in the results of each run. */
  speed: 1,
  /** How busy a process is at the busiest time: one core is all that it has. The autoscaler adds another above 70 %. */
  busyProcess: 0.6,
  /** Streams that one process holds at most; as many were measured. */
  streams: 10_000,
  /** One more than needed, so that one can be away. */
  spare: 1,
  /** A member of a replica set: cores, how busy they are at the busiest time, memory, and how much of it caches rows and indexes. */
  memberCores: 16,
  busyMember: 0.6,
  memberGb: 128,
  cacheShare: 0.5,
  /** Of what a process has, the most that hearing of changes in other processes may take before it is told as the end of one doorbell. */
  hearing: 0.1,
  /** Pages and changes that Redis holds for each who does something, in bytes, packed and as they are. */
  redisBytes: 64 * 1024,
} as const
export type Plant = { readonly [K in keyof typeof plant]: number }
