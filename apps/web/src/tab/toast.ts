import { create } from 'zustand'

/** What stands at the foot of the page for a moment. */
export interface Toast {
  readonly text: string
  /** What is offered beside it. */
  readonly offers: 'undo' | 'redo' | 'reload' | null
}
export const useToast = create<{ readonly toast: Toast | null }>(() => ({ toast: null }))

export const showToast = (text: string, offers: Toast['offers'] = null): void => useToast.setState({ toast: { text, offers } })
export const hideToast = (): void => useToast.setState({ toast: null })
/** Takes back what is offered, if something is; what was only said stays its time. */
export const hideOffer = (): void => {
  if (useToast.getState().toast?.offers) hideToast()
}

/** The same once what stands there now has gone. Returns how to call it off. */
export const showToastLater = (text: string, offers: Toast['offers']): (() => void) => {
  if (useToast.getState().toast === null) {
    showToast(text, offers)
    return () => {}
  }
  const stop = useToast.subscribe(({ toast }) => {
    if (toast !== null) return
    stop()
    showToast(text, offers)
  })
  return stop
}

/** Says at the foot why nothing happened. */
export const notice = (text: string): void => showToast(text)
