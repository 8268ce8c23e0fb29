import { mongoPlace } from '../../measure/mongo.ts'
import type { Place } from '../../measure/ours.ts'
import { seedOwners, type Owner } from '../../seed/owners.ts'
import type { Bench } from '../part.ts'

/** People with tasks of their own, all alike. */
export interface Peopled {
  readonly place: Place
  readonly owners: readonly Owner[]
}

const [people, each] = [20, 1_000]

/** Twenty people on MongoDB with a thousand tasks each (`--quick`: five hundred); undefined without a MongoDB, which is told. */
export const peopleOnMongo = async (bench: Bench): Promise<Peopled | undefined> => {
  const place = await mongoPlace(bench)
  return place && { place, owners: await seedOwners(place, people, bench.quick ? each / 2 : each) }
}
