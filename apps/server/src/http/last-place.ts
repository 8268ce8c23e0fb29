import { limits } from '@muster/core/contract/limits.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { newId } from '../new-id.ts'

/**
 * An order key behind all of those given, in any order. Where none is left that a row can hold, it is the last one's own: ties go by
 * id, and later ids sort behind.
 */
export const lastPlace = (orders: readonly string[], now: Date): string => {
  const last = orders.reduce<string | null>((most, order) => (most === null || order > most ? order : most), null)
  const order = between(last, null, newId(now).slice(-3))
  return order.length <= limits.orderKey ? order : (last ?? order)
}
