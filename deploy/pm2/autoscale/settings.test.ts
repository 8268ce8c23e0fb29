import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigFaults } from '../../../apps/server/src/config.ts'
import { readSettings } from './settings.ts'

/** The names of the settings that are found at fault. */
const faultsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readSettings(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    return error.faults.map((fault) => fault.split(/[ =]/, 1)[0] ?? '')
  }
}

test('it watches the ports that may be used, each with its metrics', () => {
  const { decide, metricsPortOf } = readSettings({ AUTOSCALE_MIN: '2', AUTOSCALE_MAX: '4', API_FIRST_PORT: '4001', API_METRICS_FIRST_PORT: '5001' })
  assert.deepEqual(decide.ports, [4_001, 4_002, 4_003, 4_004])
  assert.deepEqual(decide.ports.map(metricsPortOf), [5_001, 5_002, 5_003, 5_004])
  assert.deepEqual(faultsOf({}), [])
})

test('what cannot work is refused, all of it at once', () => {
  assert.deepEqual(faultsOf({ AUTOSCALE_MIN: '5', AUTOSCALE_MAX: '4', AUTOSCALE_LOOK_MS: 'often', AUTOSCALE_DOWN_PERCENT: '70' }), [
    'AUTOSCALE_MIN',
    'AUTOSCALE_DOWN_PERCENT',
    'AUTOSCALE_LOOK_MS',
  ])
  // Nobody would watch those above, nor ever stop them.
  assert.deepEqual(faultsOf({ API_PROCESSES: '5', AUTOSCALE_MAX: '4' }), ['API_PROCESSES'])
  assert.deepEqual(faultsOf({ API_PROCESSES: '4', AUTOSCALE_MAX: '4' }), [])
  // The connections to MongoDB were counted for fewer.
  assert.deepEqual(faultsOf({ INSTANCES: '4', AUTOSCALE_MAX: '4', JOBS_PROCESSES: '1' }), ['INSTANCES'])
  assert.deepEqual(faultsOf({ INSTANCES: '5', AUTOSCALE_MAX: '4', JOBS_PROCESSES: '1' }), [])
})
