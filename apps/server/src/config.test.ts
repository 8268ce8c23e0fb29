import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { ConfigFaults, readConfig } from './config.ts'
import { entropyOf } from './entropy.ts'

const mongo = { STORE_URL: 'mongodb://127.0.0.1/muster', SECRETS: 'a secret of the tests, long enough to sign with' }
const config = (env: Record<string, string>, file = '') => readConfig(env, () => file)
const faults = (env: Record<string, string>, file = ''): readonly string[] => {
  try {
    config(env, file)
    return []
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults
    throw error
  }
}

test('PUBLIC_URL is the https address of a host that can be', () => {
  for (const [url, origin] of [
    ['https://tasks.example.org', 'https://tasks.example.org'],
    ['https://Tasks.Example.org:443/', 'https://tasks.example.org'],
    ['https://tasks.example.org:8443', 'https://tasks.example.org:8443'],
    ['https://aufgaben.münchen.example', 'https://aufgaben.xn--mnchen-3ya.example'],
    ['https://muster', 'https://muster'],
    ['https://192.168.0.7', 'https://192.168.0.7'],
    ['https://[fd00::7]:8443', 'https://[fd00::7]:8443'],
  ] as const)
    assert.equal(config({ PUBLIC_URL: url }).publicOrigin, origin)
  for (const url of [
    'https://*',
    'https://*.example.org',
    'https://tasks.example.org.',
    'https://tasks..example.org',
    'https://-tasks.example.org',
    'https://tasks_.example.org',
    "https://ta'sks.example.org",
    'https://$host',
    'https://0.0.0.0',
    'https://0',
    'https://[::]',
    'https://tasks.example.org:0',
    'https://someone@tasks.example.org',
    'https://tasks.example.org/#a',
    'https://tasks.example.org/?a',
    `https://${'a'.repeat(64)}.org`,
    'http://tasks.example.org',
    'tasks.example.org',
    '*',
  ])
    assert.match(faults({ PUBLIC_URL: url }).join(), /^PUBLIC_URL must be an https address/, url)
})

test('SECRETS may hold several keys, one a line: the first signs, and each is as hard to guess as the first', () => {
  const [a, b] = ['0mZ3xkq8G2v1yT7rWnPc5LdQ9sJhEfUa', 'Xr4Tz8Qw1Lm6Vb3Nc9Ks2Jd7Hg5Fp0Ya']
  const keys = (env: Record<string, string>, file = '') => config(env, file).secrets?.map(String)
  assert.deepEqual(keys({ SECRETS: a }), [a])
  assert.deepEqual(keys({ SECRETS: `${a}\n${b}` }), [a, b])
  assert.deepEqual(keys({ SECRETS_FILE: '/run/secret' }, `${a}\r\n${b}\n\n${a}\n`), [a, b])
  assert.deepEqual(keys({ SECRETS: mongo.SECRETS }), [mongo.SECRETS], 'a key may hold spaces and commas')
  assert.equal(keys({}), undefined)
  assert.match(faults({ SECRETS: `${a}\nshort` }).join(), /^SECRETS, key 2, must hold at least 32 characters/)
  assert.match(faults({ SECRETS: `${a}\n${'ab'.repeat(20)}` }).join(), /^SECRETS, key 2, could be guessed/)
  const many = Array.from({ length: 6 }, () => randomBytes(32).toString('base64'))
  assert.match(faults({ SECRETS: many.join('\n') }).join(), /^SECRETS holds 6 keys, of 5 at most/)
  for (const told of faults({ SECRETS: `${a}\n${'ab'.repeat(20)}` })) assert.ok(!told.includes(a) && !told.includes('abab'), 'no key is told')
})

test('CORS_ORIGINS names origins as browsers say them, never a pattern', () => {
  assert.deepEqual(config({}).corsOrigins, [])
  assert.deepEqual(config({ CORS_ORIGINS: 'http://[::1]:8080' }).corsOrigins, ['http://[::1]:8080'])
  assert.deepEqual(config({ CORS_ORIGINS: 'https://board.example.org, http://localhost:5173  https://board.example.org' }).corsOrigins, [
    'https://board.example.org',
    'http://localhost:5173',
  ])
  for (const one of [
    '*',
    'null',
    'https://*.example.org',
    'https://board.example.org/',
    'https://board.example.org/x',
    'https://Board.example.org',
    'https://board.example.org:443',
    'https://münchen.example',
    'https://user@board.example.org',
    'http://board.example.org',
    'http://localhost.evil.test',
    'http://0.0.0.0:3000',
    'ftp://board.example.org',
    'board.example.org',
    'https://',
    'file://',
  ])
    assert.match(faults({ CORS_ORIGINS: `https://fine.example.org, ${one}` }).join(), /^CORS_ORIGINS must name each origin/, one)
  const own = { PUBLIC_URL: 'https://tasks.example.org' }
  assert.match(faults({ ...own, CORS_ORIGINS: 'https://tasks.example.org' }).join(), /^CORS_ORIGINS names PUBLIC_URL/)
  assert.match(faults({ CORS_ORIGIN: 'https://board.example.org' }).join(), /^CORS_ORIGIN is no setting/)
})

test('CDN_URL is the https address of another host than PUBLIC_URL, and needs that', () => {
  const own = { PUBLIC_URL: 'https://tasks.example.org' }
  assert.equal(config(own).cdn, null)
  assert.deepEqual(config({ ...own, CDN_URL: 'https://Assets.example.org/' }).cdn, { origin: 'https://assets.example.org', pages: 'https://tasks.example.org' })
  for (const url of [
    'http://assets.example.org',
    'https://assets.example.org/muster',
    'https://*.example.org',
    "https://a'b.example.org",
    'https://a;script-src',
    'assets',
  ])
    assert.match(faults({ ...own, CDN_URL: url }).join(), /^CDN_URL must be an https address/, url)
  assert.match(faults({ CDN_URL: 'https://assets.example.org' }).join(), /^CDN_URL needs PUBLIC_URL/)
  assert.match(faults({ ...own, CDN_URL: 'https://tasks.example.org' }).join(), /^CDN_URL is PUBLIC_URL/)
  assert.match(faults({ ...own, CDN: 'https://assets.example.org' }).join(), /^CDN is no setting/)
})

test('SECRETS are long, and by their entropy not to be guessed', () => {
  for (const secret of [
    'a'.repeat(32),
    'ab'.repeat(20),
    'abcdefghijklmnopqrstuvwxyz0123456789',
    '1234567890'.repeat(4),
    '0123456789abcdef'.repeat(2),
    'changeme'.repeat(4),
    'password'.repeat(4),
    'x'.repeat(1_000),
  ]) {
    assert.match(faults({ SECRETS: secret }).join(), /^SECRETS could be guessed/, secret)
    assert.match(faults({ SECRETS_FILE: '/run/secret' }, `${secret}\n`).join(), /^SECRETS_FILE=\/run\/secret could be guessed/, secret)
  }
  for (let seed = 0; seed < 200; seed++) {
    // As if by chance, and the same each time.
    const bytes = createHash('sha256').update(`${seed}`).digest()
    for (const secret of [bytes.toString('base64'), bytes.subarray(16).toString('hex'), bytes.subarray(8).toString('base64url'), mongo.SECRETS])
      assert.deepEqual(faults({ SECRETS: secret }), [], secret)
  }
  assert.equal(entropyOf(''), 0)
})

test('TRUST_PROXY names proxies by address or network, and nobody else is believed', () => {
  for (const value of [
    '1',
    'true',
    'loopback',
    'proxy.example.org',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'fe80::1%eth0',
    '::ffff:10.0.0.0/104',
    '10.0.0.1:80',
  ])
    assert.match(faults({ TRUST_PROXY: `127.0.0.1, ${value}` }).join(), /^TRUST_PROXY must name exactly the proxies/, value)
  assert.match(faults({ TRUST_PROXIES: '127.0.0.1' }).join(), /^TRUST_PROXIES is no setting/)
  assert.deepEqual(config({ TRUST_PROXY: '127.0.0.1,10.0.3.0/24  fd00:3::/64, ::ffff:10.1.1.1' }).proxies, [
    '127.0.0.1',
    '10.0.3.0/24',
    'fd00:3::/64',
    '::ffff:10.1.1.1',
  ])
  for (const value of ['', ' ']) assert.deepEqual(config({ TRUST_PROXY: value }).proxies, [])
})

test('processes behind a proxy that is not named are refused; one process that somebody tries at home is not', () => {
  const behind = { PUBLIC_URL: 'https://tasks.example.org' }
  for (const role of ['all', 'api']) assert.match(faults({ ...mongo, ...behind, ROLE: role }).join(), /^TRUST_PROXY is needed beside PUBLIC_URL and MongoDB/)
  assert.deepEqual(faults({ ...mongo, ...behind, TRUST_PROXY: '10.0.3.0/24' }), [])
  assert.deepEqual(faults({ ...mongo, ...behind, ROLE: 'jobs' }), [])
  assert.deepEqual(faults(mongo), [])
  assert.deepEqual(faults(behind), [])
  assert.equal(faults({ ...mongo, ...behind, TRUST_PROXY: 'somewhere' }).length, 1, 'said once')
})

test('MONGODB_POOL and INSTANCES are whole numbers that something can be done with, of processes over a MongoDB', () => {
  assert.deepEqual(config(mongo).pool, { size: undefined, instances: 1 })
  assert.deepEqual(config({ ...mongo, MONGODB_POOL: '8', INSTANCES: '12' }).pool, { size: 8, instances: 12 })
  for (const value of ['0', '1', '1001', '-5', '5.5', 'many'])
    assert.match(faults({ ...mongo, MONGODB_POOL: value }).join(), /^MONGODB_POOL must be a whole number from 2 to 1000/)
  for (const value of ['0', '10001', 'auto']) assert.match(faults({ ...mongo, INSTANCES: value }).join(), /^INSTANCES must be a whole number from 1 to 10000/)
  for (const name of ['MONGODB_POOL', 'INSTANCES']) assert.match(faults({ [name]: '4' }).join(), new RegExp(`^${name} is for processes over a MongoDB`))
})

test('STORE_URL of SQLite names a file, whole, or is refused', () => {
  for (const name of [
    '',
    ' ',
    ':memory:',
    ' :memory: ',
    ':MEMORY:',
    'file:x.db',
    'file::memory:?cache=shared',
    'x.db?mode=memory',
    '/srv/muster/',
    '//',
    ' x.db',
    'x\0.db',
  ])
    assert.match(faults({ STORE_URL: `sqlite:${name}` }).join(), /^STORE_URL must name a file/, name)
  assert.equal(config({ STORE_URL: 'sqlite:x.db' }).storeUrl, `sqlite:${resolve('x.db')}`)
  assert.equal(config({ STORE_URL: 'sqlite:///srv/x.db' }).storeUrl, 'sqlite:/srv/x.db')
  assert.equal(config({ DATA_DIR: '/srv/here ' }).storeUrl, 'sqlite:/srv/here /muster.db')
})

test('METRICS_PORT is off, or a port of its own, for this machine alone unless METRICS_HOST says otherwise', () => {
  assert.equal(config({}).metrics, null)
  assert.deepEqual(config({ METRICS_PORT: '9090' }).metrics, { host: '127.0.0.1', port: 9_090 })
  assert.deepEqual(config({ METRICS_PORT: '9090', METRICS_HOST: '10.0.0.7' }).metrics, { host: '10.0.0.7', port: 9_090 })
  assert.match(faults({ PORT: '9090', METRICS_PORT: '9090' }).join(), /^METRICS_PORT and PORT are both 9090.+METRICS_PORT=9091/)
  assert.match(faults({ METRICS_PORT: '70000' }).join(), /^METRICS_PORT must be a whole number/)
  assert.match(faults({ METRICS_HOST: '10.0.0.7' }).join(), /^METRICS_HOST says where METRICS_PORT listens/)
  assert.match(faults({ METRIC_PORT: '9090' }).join(), /^METRIC_PORT is no setting/)
})

test('many processes go on serving for three seconds after they are told to end, one for none', () => {
  assert.equal(config({}).drainMs, 0)
  assert.equal(config(mongo).drainMs, 3_000)
  assert.equal(config({ ...mongo, STORE_URL: 'mongodb+srv://cluster.example.org/muster' }).drainMs, 3_000)
  assert.equal(config({ ...mongo, DRAIN_MS: '0' }).drainMs, 0)
  assert.equal(config({ DRAIN_MS: '500' }).drainMs, 500)
})

test('REDIS_URL names a Redis, and is for processes that share a MongoDB', () => {
  for (const url of ['redis://127.0.0.1:6379', 'rediss://someone:password@cache.example.org:6380/0', 'redis://[::1]'])
    assert.equal(config({ ...mongo, REDIS_URL: url }).redisUrl, url)
  assert.equal(config({ ...mongo, REDIS_URL: '' }).redisUrl, null)
  for (const url of [
    '127.0.0.1:6379',
    'http://127.0.0.1',
    'redis://',
    'redis:///0',
    'redis://127.0.0.1/tasks',
    'redis://127.0.0.1/0?db=1',
    'redis://127.0.0.1:99999',
  ])
    assert.match(faults({ ...mongo, REDIS_URL: url }).join(), /^REDIS_URL must be an address such as/, url)
  assert.match(faults({ REDIS_URL: 'redis://127.0.0.1' }).join(), /^REDIS_URL is for several processes/)
  assert.match(faults({ REDIS: 'redis://127.0.0.1' }).join(), /^REDIS is no setting of Muster/)
})

test('ROLE says what a process does, where there are several', () => {
  assert.equal(config({}).role, 'all')
  for (const role of ['all', 'api', 'jobs'] as const) assert.equal(config({ ...mongo, ROLE: role }).role, role)
  assert.match(faults({ ...mongo, ROLE: 'worker' }).join(), /^ROLE must be all, api or jobs, not "worker"/)
  for (const role of ['api', 'jobs']) assert.match(faults({ ROLE: role }).join(), new RegExp(`^ROLE=${role} is for one of several processes`))
  assert.match(faults({ ROLES: 'api' }).join(), /^ROLES is no setting of Muster/)
})

test('SMTP_URL and MAIL_FROM say how mail is sent; what cannot work is told without its password', () => {
  const from = { MAIL_FROM: 'Muster <tasks@example.org>' }
  assert.equal(config({}).mail, null)
  const { mail } = config({ SMTP_URL: 'smtps://us%40er:p%3Ass@mail.example.org', ...from })
  assert.deepEqual(mail, {
    host: 'mail.example.org',
    port: 465,
    tls: 'first',
    auth: { user: 'us@er', password: 'p:ss' },
    from: { name: 'Muster', address: 'tasks@example.org' },
  })
  for (const [url, port, tls] of [
    ['smtp://mail.example.org', 587, 'required'],
    ['smtp://mail.example.org:25/?tls=none', 25, 'none'],
    ['smtp://127.0.0.1:1025', 1025, 'none'],
    ['smtp://[::1]:1025', 1025, 'none'],
    ['smtps://mail.example.org:8465', 8465, 'first'],
  ] as const) {
    const read = config({ SMTP_URL: url, ...from }).mail
    assert.deepEqual([read?.port, read?.tls], [port, tls], url)
  }
  for (const SMTP_URL of [
    'mail.example.org',
    'https://user:secret@mail.example.org',
    'smtp://',
    'smtp://user:secret@mail.example.org/path',
    'smtp://user:secret@mail.example.org?pool=true',
    'smtp://user@mail.example.org',
    'smtp://user:%zz@mail.example.org',
    'smtps://user:secret@mail.example.org?tls=none',
    'smtp://user:secret@mail.example.org:0',
  ]) {
    const [fault = '', ...more] = faults({ SMTP_URL, ...from })
    assert.match(fault, /^SMTP_URL (?:must be|says|names)/, SMTP_URL)
    assert.deepEqual([fault.includes('secret'), more], [false, []], SMTP_URL)
  }
  const SMTP_URL = 'smtp://mail.example.org'
  assert.match(faults({ SMTP_URL }).join(), /^MAIL_FROM is needed/)
  for (const MAIL_FROM of ['nobody', 'a@b, c@d', 'M <a@b>\r\nBcc: c@d', '<>', 'a b@c'])
    assert.match(faults({ SMTP_URL, MAIL_FROM }).join(), /^MAIL_FROM must be one address/, MAIL_FROM)
  assert.deepEqual(config({ SMTP_URL, MAIL_FROM: 'anna@example.org' }).mail?.from, { name: 'Muster', address: 'anna@example.org' })
  assert.match(faults(from).join(), /^MAIL_FROM says from whom/)
  assert.match(faults({ SMPT_URL: 'x', SMTP_HOST: 'x' }).join(), /SMTP_HOST is no setting/)
})
