/** Where parts of pages come from that is not our own origin, and who may use them from there. */
export interface Cdn {
  /** Of `CDN_URL`. */
  readonly origin: string
  /** Of `PUBLIC_URL`: the pages that name those parts. */
  readonly pages: string
}

/** What a part of a page carries where a CDN fetches it here and gives it to pages of ours: they are of another origin than it. */
export const sharedHeaders = (pages: string): Readonly<Record<string, string>> => ({
  'Access-Control-Allow-Origin': pages,
  'Timing-Allow-Origin': pages,
  'Cross-Origin-Resource-Policy': 'cross-origin',
})

/** A built page that takes its hashed parts from there. What has no hash in its name stays ours, and so do workers (`build/own-workers.ts`). */
export const pageByWayOf = (cdn: string, html: string): string =>
  html
    // Asked for with CORS, each: a script without is as good, but says nothing of what went wrong in it.
    .replaceAll(/<script (?=src="\/assets\/)/g, '<script crossorigin ')
    .replaceAll(/\b(src|href)="(\/assets\/[^"]+)"/g, `$1="${cdn}$2"`)
    .replace('<link ', `<link rel="preconnect" href="${cdn}" crossorigin />\n    <link `)

/** A built service worker that stores the parts from there, too. */
export const workerByWayOf = (cdn: string, script: string): string => `self.__CDN=${JSON.stringify(cdn)};${script}`
