/** As far as we use it; browsers without Trusted Types take plain text. */
interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown
}

// Workers come from our own origin; whatever else would be run as a script is refused by the browser, for want of a rule.
;(globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`${url} is not ours to run`)
    return url
  },
})
