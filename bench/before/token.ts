import jwt from 'jsonwebtoken'
import type { Headers } from '../measure/requests.ts'

export const jwtSecret = 'what the starting point signs its tokens with'

/** What a page of the starting point sends with each request: the token out of its local storage. */
export const bearerOf = (userId: string): Headers => ({
  Authorization: `Bearer ${jwt.sign({ sub: userId, email: `${userId}@example.test` }, jwtSecret, { expiresIn: '12h' })}`,
})
