/** The weight that a part of a list gives, 1 without one (RFC 9110, 12.4.2); 0 says no. */
const weightOf = (parameters: readonly string[]): number => {
  const weight = parameters.map((one) => /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1]).find((found) => found !== undefined)
  return weight === undefined ? 1 : Number(weight)
}

/** Whether `Accept-Encoding` takes gzip (RFC 9110, 12.5.3): named itself, as `x-gzip`, or by `*`, and with a weight above 0. */
export const acceptsGzip = (header: string | readonly string[] | undefined): boolean => {
  if (header === undefined) return false
  let any = false
  for (const part of String(header).split(',')) {
    const [name = '', ...parameters] = part.split(';')
    const coding = name.trim().toLowerCase()
    if (coding === 'gzip' || coding === 'x-gzip') return weightOf(parameters) > 0
    if (coding === '*') any = weightOf(parameters) > 0
  }
  return any
}
