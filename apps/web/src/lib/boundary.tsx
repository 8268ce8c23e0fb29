import { Component, type ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  /** What stands there instead, after which error; `again` tries once more. */
  readonly fallback: (again: () => void, error: unknown) => ReactNode
  /** With another one it is tried again by itself: what is shown has changed. */
  readonly of?: unknown
}

/**
 * Around a part that shows what somebody wrote: where drawing it fails, that part alone is replaced. Only a class can catch. React tells the
 * console of what was caught.
 */
export class Boundary extends Component<Props, { readonly failed: boolean; readonly error: unknown; readonly of: unknown }> {
  override readonly state = { failed: false, error: undefined, of: this.props.of }
  static getDerivedStateFromError = (error: unknown) => ({ failed: true, error })
  static getDerivedStateFromProps = ({ of }: Props, state: { readonly of: unknown }) =>
    Object.is(of, state.of) ? null : { failed: false, error: undefined, of }
  private readonly again = () => this.setState({ failed: false, error: undefined })
  override render = () => (this.state.failed ? this.props.fallback(this.again, this.state.error) : this.props.children)
}
