import { examineBus } from '../contracts/bus.ts'
import { createMemoryBus } from './bus.ts'

examineBus('In memory', false, async () => createMemoryBus())
