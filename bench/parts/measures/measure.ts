import type { Bench } from '../part.ts'
import type { Peopled } from './place.ts'

/** One measure, with it and without. */
export interface Measure {
  readonly name: string
  /** @param onMongo the same people on MongoDB for all measures; undefined without one */
  readonly run: (bench: Bench, onMongo: Peopled | undefined) => Promise<void>
}
