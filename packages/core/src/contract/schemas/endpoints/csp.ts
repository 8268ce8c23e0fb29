import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed } from '../common.ts'
import { Nothing, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const text = Type.Optional(Type.String({ maxLength: limits.cspReportText }))
const whole = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))

/** What browsers say (CSP Level 3, 5.3, "obtain the deprecated serialization of violation"). */
export const CspReportBody = closed({
  'csp-report': closed({
    'document-uri': text,
    referrer: text,
    'blocked-uri': text,
    'effective-directive': text,
    'violated-directive': text,
    'original-policy': text,
    disposition: text,
    'status-code': whole,
    'script-sample': text,
    'source-file': text,
    'line-number': whole,
    'column-number': whole,
  }),
})
export type CspReportBody = Static<typeof CspReportBody>

export const cspSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'csp.report': { body: CspReportBody, replies: { 204: Nothing } },
}
