import type { CspReportBody } from '../schemas/endpoints/csp.ts'
import type { Endpoint } from './endpoint.ts'

/** Where browsers report what the Content-Security-Policy of a page has blocked. */
export const cspReport: Endpoint<{ auth: 'origin'; body: CspReportBody; replies: { 204: null } }> = {
  key: 'csp.report',
  method: 'POST',
  path: '/api/v1/csp-reports',
  auth: 'origin',
  summary: 'Takes a report of what the policy of a page has blocked; browsers send it by themselves, as application/csp-report.',
  problems: [],
}
