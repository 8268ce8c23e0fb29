import { newId } from './new-id.ts'

/** Three random characters that end an order key: two people who put rows at one place at once get different keys. */
export const orderTail = (): string => newId().slice(-3)
