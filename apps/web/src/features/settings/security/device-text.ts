import { say } from './say.ts'

/** By what a browser says of itself: those that others name too come first. */
const browsers = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const
const systems = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
] as const
const first = (names: readonly (readonly [RegExp, string])[], agent: string) => names.find(([says]) => says.test(agent))?.[1]

/** What somebody is signed in with, as far as it says: it is a guess, and shown as no more. */
export const deviceText = (agent: string): string => {
  const [browser, system] = [first(browsers, agent), first(systems, agent)]
  if (browser && system) return say('device', { browser, system })
  return browser ?? system ?? (agent.trim() || say('device-unknown'))
}
