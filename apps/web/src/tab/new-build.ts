import { create } from 'zustand'
import type { ToPage, ToWorker } from '../sw/messages.ts'

/** A page that stays open asks for a later build this often, when somebody comes back to it: ms. */
const askAgainMs = 3_600_000
/**
 * A worker is told to take over this often, and one that does not within the longer time is not waited for: ms. Chromium lets the one before
 * go at once only if nothing wakes it in that moment, else once it has had nothing to do for half a minute.
 */
const againMs = 1_000
const takeOverMs = 45_000
/** A registration that failed is tried again after a pause, which doubles up to the longer one: ms. */
const registerAgainMs = 60_000
const longestPauseMs = 3_600_000

/** Whether another build than this page's is stored in this browser, whole. */
export const useNewBuild = create<{ readonly ready: boolean }>(() => ({ ready: false }))

const build = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? ''
const say = (worker: ServiceWorker | null | undefined, message: ToWorker) => worker?.postMessage(message)
let registration: ServiceWorkerRegistration | undefined
let askedAt = performance.now()

/** Looks whether the server has a later build; it is fetched beside, and told of when it is here. */
export const askForBuild = async (): Promise<void> => {
  askedAt = performance.now()
  await registration?.update().catch(() => {})
}

/** Comes after a time, or with the network. */
const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    const over = () => {
      clearTimeout(timer)
      removeEventListener('online', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    addEventListener('online', over)
  })
const register = async (): Promise<ServiceWorkerRegistration> => {
  for (let ms = registerAgainMs; ; ms = Math.min(2 * ms, longestPauseMs)) {
    try {
      return await navigator.serviceWorker.register('/sw.js')
    } catch {
      // The server, or the network, is away.
      await pause(ms)
    }
  }
}

/** Stores this build for a start without a network, and hears of later ones. */
export const watchBuilds = async (): Promise<void> => {
  const { serviceWorker } = navigator
  const here: ToWorker = { say: 'here', build }
  serviceWorker.addEventListener('message', ({ data, source }: MessageEvent<ToPage>) => {
    if (data.say === 'ready') useNewBuild.setState({ ready: true })
    else say(source as ServiceWorker | null, here)
  })
  // Taken over from another tab.
  serviceWorker.addEventListener('controllerchange', () => say(serviceWorker.controller, here))
  const found = await register()
  registration = found
  say(found.active, here)
  say(found.waiting, here)
  const watch = (worker: ServiceWorker | null) =>
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') say(worker, here)
    })
  watch(found.installing)
  found.addEventListener('updatefound', () => watch(found.installing))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && performance.now() - askedAt > askAgainMs) void askForBuild()
  })
}

/** Lets the stored build take over, in all tabs; those of this build find its parts as long as they are open. */
export const takeOver = async (): Promise<void> => {
  // It may be told of before this page has registered anew.
  const found = registration ?? (await navigator.serviceWorker.getRegistration())
  if (!found?.waiting) return
  const taken = new Promise<unknown>((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  // A later one may have come in its place.
  const tell = () => say(found.waiting, { say: 'take-over' })
  tell()
  const timer = setInterval(tell, againMs)
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, takeOverMs))])
  clearInterval(timer)
}
