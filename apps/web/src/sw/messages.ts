/** What a page says to a service worker, of its own build or of another. */
export type ToWorker =
  /** It is open, and of this build. */
  | { readonly say: 'here'; readonly build: string }
  /** The person wants the new build: it need not wait any longer. */
  | { readonly say: 'take-over' }

/** What a service worker says to a page. */
export type ToPage =
  /** Another build than the page's has been stored whole, and is shown by the next load. */
  | { readonly say: 'ready' }
  /** Which build are you of? */
  | { readonly say: 'who' }
