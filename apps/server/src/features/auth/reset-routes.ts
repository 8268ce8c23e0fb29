import { askReset, previewReset, setByReset } from '@muster/core/contract/endpoints/resets.ts'
import { addressOf } from '../../accounts/addresses.ts'
import type { Routes } from '../../http/endpoint.ts'
import { policies } from '../../http/policies.ts'
import { tooMany, type Quotas } from '../../http/quota.ts'
import { askedLanguage } from './asked-language.ts'
import type { Resets } from './resets.ts'

/** A new password by a link that is mailed: asking for one, looking whose it is, using it. */
export const registerResetRoutes = (
  routes: Routes,
  { resets, quotas, mailed }: { readonly resets: Resets; readonly quotas: Quotas; readonly mailed: boolean },
): void => {
  routes.add(askReset)(async ({ body: { email }, request, reply, ticket }) => {
    const here = await quotas.takeOf(request, policies.askMail)
    if (!here.passes) throw tooMany(reply, here)
    const taken = await quotas.takeOf(request, policies.askMailFor, 1, quotas.nameOf(addressOf(email) ?? email))
    if (!taken.passes) throw tooMany(reply, taken)
    await resets.ask(email, askedLanguage(request), ticket)
    return { status: 200, body: { mailed } }
  })
  routes.add(previewReset)(async ({ body, request, reply, ticket }) => {
    const here = await quotas.takeOf(request, policies.mailToken)
    if (!here.passes) throw tooMany(reply, here)
    return { status: 200, body: await resets.look(body.token, ticket) }
  })
  routes.add(setByReset)(async ({ body, request, reply, ticket }) => {
    const here = await quotas.takeOf(request, policies.mailToken)
    if (!here.passes) throw tooMany(reply, here)
    await resets.set(body.token, body.password, askedLanguage(request), ticket)
    return { status: 204, body: null }
  })
}
