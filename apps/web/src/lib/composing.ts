/** What a key press says of it. */
export interface Composed {
  readonly isComposing: boolean
  readonly keyCode: number
}

/**
 * Whether a key press belongs to text that is being composed: then it means nothing but that text. Safari ends the composing before it
 * tells of the key that ended it, whose code alone (229) says so.
 */
export const isComposing = (event: Composed | { readonly nativeEvent: Composed }): boolean => {
  const press = 'nativeEvent' in event ? event.nativeEvent : event
  return press.isComposing || press.keyCode === 229
}
