import { create } from 'zustand'

/** What stands at the foot of the page for a moment. */
export interface Toast {
  readonly text: string
  /** What is offered beside it. */
  readonly offers: 'undo' | 'redo' | null
}
export const useToast = create<{ readonly toast: Toast | null }>(() => ({ toast: null }))

export const showToast = (text: string, offers: Toast['offers'] = null): void => useToast.setState({ toast: { text, offers } })
export const hideToast = (): void => useToast.setState({ toast: null })

/** Says at the foot why nothing happened. */
export const notice = (text: string): void => showToast(text)
