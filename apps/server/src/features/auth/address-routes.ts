import { askAddress, confirmAddress, getAddress } from '@muster/core/contract/endpoints/addresses.ts'
import { requireConfirmed } from '../../http/confirmed.ts'
import type { Routes } from '../../http/endpoint.ts'
import { policies } from '../../http/policies.ts'
import { tooMany, type Quotas } from '../../http/quota.ts'
import type { OwnAddresses } from './addresses.ts'
import { askedLanguage } from './asked-language.ts'

/** The address of one's own: whether it is confirmed, asking for a link to another, using it. */
export const registerAddressRoutes = (
  routes: Routes,
  deps: { readonly ownAddresses: OwnAddresses; readonly quotas: Quotas; readonly now: () => Date; readonly mailed: boolean },
): void => {
  const { ownAddresses, quotas, now, mailed } = deps
  routes.add(getAddress)(async ({ session, ticket }) => ({ status: 200, body: await ownAddresses.get(session.user.id, ticket) }))
  routes.add(askAddress)(async ({ body: { email }, session, request, reply, ticket }) => {
    if (!(await ownAddresses.isOwn(session.user.id, email, ticket))) requireConfirmed(session, now())
    const taken = await quotas.take(policies.askMailFor, quotas.nameOf(`address\0${session.user.id}`), 1)
    if (!taken.passes) throw tooMany(reply, taken)
    await ownAddresses.ask(session.user.id, email, askedLanguage(request), ticket)
    return { status: 200, body: { mailed } }
  })
  routes.add(confirmAddress)(async ({ body, request, reply, ticket }) => {
    const here = await quotas.takeOf(request, policies.mailToken)
    if (!here.passes) throw tooMany(reply, here)
    return { status: 200, body: await ownAddresses.confirm(body.token, askedLanguage(request), ticket) }
  })
}
