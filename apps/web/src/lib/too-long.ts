/** The first field of a form that holds more than its `data-max`, in UTF-16 units: nothing that is pasted is cut off. */
export const tooLong = (form: HTMLFormElement): { readonly count: number; readonly max: number } | undefined => {
  const field = [...form.querySelectorAll('input')].find(({ value, dataset }) => value.length > Number(dataset['max']))
  return field && { count: field.value.length, max: Number(field.dataset['max']) }
}
