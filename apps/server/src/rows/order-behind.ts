import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import { between } from '@muster/core/domain/order-keys.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Three random characters, so that two who add to one place at once do not tie. */
const tail = (): string => [...randomBytes(3)].map((byte) => digits[byte % digits.length]).join('')

/** An order key behind the last of some siblings (null without any). Where no key is left that a row can hold, it is the last one's own: ties go by id. */
export const orderBehind = (last: string | null): string => {
  const order = between(last, null, tail())
  return order.length <= limits.orderKey ? order : (last ?? order)
}
