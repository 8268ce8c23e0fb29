/** As far as we use it; browsers without Trusted Types take plain text. */
interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML(text: string): string }
}
const notes = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy('muster-notes', { createHTML: (text) => text })

/** Lets text be parsed as a document that is only read, and never shown as it is. */
export const toBeRead = (html: string): string => notes?.createHTML(html) ?? html
