/** All zones this device knows, with the ones given first. */
export const allZones = (first: readonly string[]): readonly string[] => [...new Set([...first, ...Intl.supportedValuesOf('timeZone')])]
/** "Europe/Berlin" as "Berlin (Europe)": the city is what people look for. */
export const zoneLabel = (zone: string): string => {
  const [area, ...rest] = zone.replaceAll('_', ' ').split('/')
  return rest.length === 0 ? (area ?? zone) : `${rest.at(-1)} (${[area, ...rest.slice(0, -1)].join(', ')})`
}
