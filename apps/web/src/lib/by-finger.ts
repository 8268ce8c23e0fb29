/** Whether a click, or a context menu, comes from a finger on the screen. */
export const isByFinger = (event: Event): boolean => event instanceof PointerEvent && event.pointerType === 'touch'
