import { systemClock, type Clock } from '../ports/clock.ts'
import { issueTicket, type Ticket } from '../ports/ticket.ts'

/** A ticket as a request of somebody would have it. */
export const ticketOf = (userId = '', lifeMs?: number, clock: Clock = systemClock): Ticket => {
  const issued = issueTicket(clock, 0, lifeMs)
  issued.admit({ userId, via: 'session', scopes: 'all' })
  return issued.ticket
}
