/** Begins a task in the view that is shown, by its own way to add one; false where it has none. */
export const addHere = (): boolean => {
  const button = document.querySelector<HTMLElement>('main .fab')
  button?.click()
  return button !== null
}
