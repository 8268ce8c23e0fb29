import type { SettingsDoc } from '../schemas/documents.ts'
import type { SettingsUpdateBody } from '../schemas/endpoints/spaces.ts'
import type { Endpoint } from './endpoint.ts'
import { changingProblems } from './writing-problems.ts'

const path = '/api/v1/me/settings'

export const getSettings: Endpoint<{ auth: 'session'; replies: { 200: SettingsDoc; 304: null } }> = {
  key: 'settings.get',
  method: 'GET',
  path,
  auth: 'session',
  summary: 'How the person wants to see things.',
  problems: [],
}
export const updateSettings: Endpoint<{ auth: 'session'; body: SettingsUpdateBody; replies: { 200: SettingsDoc } }> = {
  key: 'settings.update',
  method: 'PATCH',
  path,
  auth: 'session',
  summary: 'Changes the settings that are named. With If-Match only what was read.',
  problems: changingProblems,
}
