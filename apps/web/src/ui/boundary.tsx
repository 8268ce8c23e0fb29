import { Component, type ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  /** What stands there instead; `again` tries once more. */
  readonly fallback: (again: () => void) => ReactNode
  /** With another one it is tried again by itself: what is shown has changed. */
  readonly of?: unknown
}

/**
 * Around a part that shows what somebody wrote: where drawing it fails, that part alone is replaced. Only a class can catch. React tells the
 * console of what was caught.
 */
export class Boundary extends Component<Props, { readonly failed: boolean; readonly of: unknown }> {
  override readonly state = { failed: false, of: this.props.of }
  static getDerivedStateFromError = () => ({ failed: true })
  static getDerivedStateFromProps = ({ of }: Props, state: { readonly of: unknown }) => (Object.is(of, state.of) ? null : { failed: false, of })
  private readonly again = () => this.setState({ failed: false })
  override render = () => (this.state.failed ? this.props.fallback(this.again) : this.props.children)
}
