// Starts the replica set that a test run shares and prints its address; ends it when its standard input closes.
import { findMongod, startReplicaSet } from './replica-set.ts'

const mongod = findMongod()
if (!mongod) process.exit(1)
const set = await startReplicaSet(mongod)
console.log(set.uri(''))
process.stdin.resume()
process.stdin.on('end', () => void set.close().then(() => process.exit(0)))
