const dayMs = 86_400_000

/** The instant so many days before another. */
export const daysBefore = (now: Date, days: number): string => new Date(now.getTime() - days * dayMs).toISOString()
