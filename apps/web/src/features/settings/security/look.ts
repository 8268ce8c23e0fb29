/** How the fields and buttons of this page look. */
export const field = 'mt-1 block h-11 w-full max-w-sm rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm'
export const plainButton = 'min-h-11 rounded-md border border-line px-4 text-sm hover:bg-hover disabled:opacity-60 lg:min-h-9'
export const mainButton = 'min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent disabled:opacity-60 lg:min-h-9'
export const quietButton = 'min-h-11 rounded-md px-3 text-[13px] text-quiet hover:bg-hover hover:text-alert lg:min-h-8'
export const moment = { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const
export const day = { day: 'numeric', month: 'long', year: 'numeric' } as const
