/** Text of many lines as it is inside: whatever a keyboard, a file or a form breaks lines with (CRLF, CR), they end in LF. */
export const lineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)
