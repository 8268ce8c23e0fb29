import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { guard } from '../../../../scripts/testing/guard.ts'

const usual = join(import.meta.dirname, '../main.ts')

/**
 * The server as a process of its own, from its start to its first line or to its end.
 * @param through the words of a program that starts it: it is given the command as arguments
 * @param main the file that it begins with
 */
export const runMuster = async (
  env: Readonly<Record<string, string>>,
  through: readonly string[] = [],
  main = usual,
): Promise<{ readonly child: ChildProcess; readonly url: string | undefined; readonly said: () => string; readonly ended: Promise<number | null> }> => {
  const [program, ...words] = [...through, process.execPath, main]
  const child = spawn(program, words, { env: { ...process.env, PORT: '0', ...env } })
  guard(child)
  let text = ''
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => {
        text += part.toString()
        const [, url] = /Muster is ready at (\S+)\n/.exec(text) ?? []
        if (url) resolve(url)
      })
  })
  const url = await Promise.race([ready, ended.then(() => undefined)])
  return { child, url, said: () => text, ended }
}
