/** As far as we use it; browsers without Trusted Types take plain text. */
interface Policies {
  createPolicy(name: string, rules: { createHTML?: (text: string) => string; createScriptURL?: (url: string) => string }): { createHTML(text: string): string }
}
const { trustedTypes } = globalThis as { trustedTypes?: Policies }

// Workers come from our own origin; whatever else would be run as a script is refused by the browser, for want of a rule.
trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`${url} is not ours to run`)
    return url
  },
})
const notes = trustedTypes?.createPolicy('muster-notes', { createHTML: (text) => text })

/** Lets text be parsed as a document that is only read, and never shown as it is. */
export const toBeRead = (html: string): string => notes?.createHTML(html) ?? html
