/** Whether the process is on its way out: its readiness says so at once, while it goes on serving until that has been noticed. */
export const createDrain = () => {
  let begun = false
  return {
    begin: (): void => {
      begun = true
    },
    begun: (): boolean => begun,
  }
}
export type Drain = ReturnType<typeof createDrain>
