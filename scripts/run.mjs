// Plain JavaScript for the machine's own Node, as what uses it is.
import { spawn } from 'node:child_process'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a command to its end. Signals that come meanwhile are passed on, so whoever ends us alone leaves nothing running behind.
 * `quiet` keeps what it says to itself, until it is asked for as `said`.
 */
export const run = (command, args, { quiet = false, ...options } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
    let ended = false
    const passOn = (signal) => {
      ended = true
      child.kill(signal)
    }
    for (const signal of signals) process.on(signal, passOn)
    const end = (code) => {
      for (const one of signals) process.off(one, passOn)
      // It was broken off, and nothing is to come after it. What ended in order says so itself.
      if (ended && code !== 0) process.exit(1)
      resolve({ code, said })
    }
    child.on('error', ({ message }) => {
      said += message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
