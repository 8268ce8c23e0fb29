import type { Habits } from './habits.ts'
import { activePerCore, mostUsers, needsOf, type Costs, type Needs } from './model.ts'
import type { Plant } from './plant.ts'

const number = (value: number): string => value.toLocaleString('en-GB', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 })
const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const
const bytes = (value: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, value)) / Math.log(1_024))))
  return `${number(value / 1_024 ** power)} ${units[power]}`
}
/** Not said more exactly than it is known. */
const about = (value: number | undefined): string => (value === undefined ? 'more than there are people' : Number(value.toPrecision(2)).toLocaleString('en-GB'))

const columns: readonly (readonly [name: string, of: (needs: Needs) => string])[] = [
  ['users', ({ users }) => users.toLocaleString('en-GB')],
  ['have it open, do something', ({ connected, active }) => `${number(connected)}, ${number(active)}`],
  ['requests/s, changes among them', ({ requests, changes }) => `${number(requests)}, ${number(changes)}`],
  ['cores of processes', ({ cores }) => number(cores)],
  ['processes', ({ processes }) => processes.toLocaleString('en-GB')],
  ['cores of primaries', ({ primaryCores }) => number(primaryCores)],
  ['used within a day', ({ workingSet }) => bytes(workingSet)],
  ['more each day', ({ grows }) => bytes(grows)],
  ['replica sets', ({ shards, shardsBy }) => (shards === 1 ? '1' : `${shards.toLocaleString('en-GB')}, by ${shardsBy}`)],
  ['Redis: messages/s, memory', ({ messages, redis }) => `${number(messages)}, ${bytes(redis)}`],
  ['to clients', ({ bandwidth }) => `${number(bandwidth / 1e6)} Mbit/s`],
]

/** What so many users need, as a Markdown table, and where each part ends. */
export const inWords = (sizes: readonly number[], habits: Habits, costs: Costs, plant: Plant, file: string): string => {
  const needs = (users: number) => needsOf(users, habits, costs, plant)
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [row(columns.map(([name]) => name)), row(columns.map(() => '---')), ...sizes.map((users) => row(columns.map(([, of]) => of(needs(users)))))]
  const active = activePerCore(habits, costs, plant)
  const byCpu = mostUsers((users) => needs(users).primaryCores <= plant.memberCores * plant.busyMember)
  const byMemory = mostUsers((users) => needs(users).workingSet <= plant.memberGb * 2 ** 30 * plant.cacheShare)
  const byHearing = mostUsers((users) => needs(users).hearing <= plant.hearing)
  const at = (users: number | undefined) => (users === undefined ? '' : `, ${number(needs(users).changes)} changes a second`)
  return [
    `From bench/results/${file}${costs.bare === undefined ? '' : `, where R took ${number(costs.bare)} µs`}${plant.speed === 1 ? '' : `, for cores that are ${number(plant.speed)} times as quick`}:`,
    '',
    ...table,
    '',
    `- A core of a process that does nothing else bears about ${about(active)} people who do something, and ${about(active / habits.active)} who have it open.`,
    `- A member of ${plant.memberCores} cores, ${plant.busyMember * 100} % busy, bears the writes and reads of about ${about(byCpu)} users${at(byCpu)}.`,
    `- What is used within a day fits into ${plant.memberGb * plant.cacheShare} GB of cache up to about ${about(byMemory)} users${at(byMemory)}.`,
    `- Hearing of all others' changes takes less than ${plant.hearing * 100} % of a core up to about ${about(byHearing)} users${at(byHearing)}.`,
  ].join('\n')
}
