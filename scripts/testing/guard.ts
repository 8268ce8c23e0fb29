import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'

// A second later what does not end in order is ended all the same.
const script = 'cat > /dev/null; kill -s TERM "$1"; sleep 1; kill -s KILL "$1"; shift; rm -rf "$1"; [ "$2" ] && rmdir "$2"'

/**
 * Ends a process, and clears its folder, when this one is gone, however it went: then the pipe between them closes. Of one that has ended
 * before, nothing is left to be done.
 * @param parent a folder that goes with the last one in it
 */
export const guard = (child: ChildProcess, { folder = '', parent = '' }: { readonly folder?: string; readonly parent?: string } = {}): void => {
  const watch = spawn('sh', ['-c', script, 'guard', String(child.pid), folder, parent], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watch.unref()
  ;(watch.stdin as Socket).unref()
  child.once('exit', () => watch.kill('SIGKILL'))
}
