/** Sets the clock of this process so many ms ahead of the machine's; for whatever is loaded after it. */
export const setClockAhead = (ahead: number): void => {
  const { Date: Machine } = globalThis
  globalThis.Date = class extends Machine {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [Machine.now() + ahead] : given) as [number]))
    }
    static override now(): number {
      return Machine.now() + ahead
    }
  } as DateConstructor
}
