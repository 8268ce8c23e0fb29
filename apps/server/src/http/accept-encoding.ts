/** The weight that a part of a list gives, 1 without one (RFC 9110, 12.4.2); 0 says no. */
const weightOf = (parameters: readonly string[]): number => {
  const weight = parameters.map((one) => /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1]).find((found) => found !== undefined)
  return weight === undefined ? 1 : Number(weight)
}

/** What the header gives each coding, by its name; `*` stands for those that it does not name. */
const weightsIn = (header: string): ReadonlyMap<string, number> =>
  new Map(
    header
      .split(',')
      .map((part) => part.split(';'))
      .map(([name = '', ...parameters]) => [
        name
          .trim()
          .toLowerCase()
          .replace(/^x-gzip$/, 'gzip'),
        weightOf(parameters),
      ]),
  )

/** Less than any weight that can be given. */
const unnamed = 0.0001

/**
 * The coding in which `Accept-Encoding` wants something (RFC 9110, 12.5.3), of those that are there: the one with the highest
 * weight, of equal ones the first. As it is where none is named, and where all are refused.
 */
export const codingFor = <Coding extends string>(header: string | readonly string[] | undefined, there: readonly Coding[]): Coding | 'identity' => {
  if (header === undefined) return 'identity'
  const weights = weightsIn(String(header))
  const others = weights.get('*')
  let best: Coding | 'identity' = 'identity'
  let most = weights.get('identity') ?? Math.min(others ?? unnamed, unnamed)
  for (const coding of there.toReversed()) {
    const weight = weights.get(coding) ?? others ?? 0
    if (weight > 0 && weight >= most) {
      best = coding
      most = weight
    }
  }
  return best
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
