export const field = 'mt-1 h-11 w-full rounded-md border border-edge bg-ground px-3 text-base'
export const mainButton = 'w-full rounded-md min-h-11 bg-accent px-4 font-medium text-on-accent disabled:opacity-60'
export const quietLink = 'flex min-h-11 items-center self-start text-sm text-accent underline-offset-4 hover:underline'

/** With a mouse the first field has the focus at once. With a finger a keyboard would lie over half of what is to be read first. */
export const fine = matchMedia('(pointer: fine)')
