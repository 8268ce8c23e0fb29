import { useImperativeHandle, useRef, type ComponentProps, type Ref } from 'react'
import { unshaped } from './unshaped.ts'

type Props = Omit<ComponentProps<'textarea'>, 'value' | 'ref'> & { readonly value: string; readonly field?: Ref<HTMLTextAreaElement | null> }

/** A text field as tall as its text: an invisible copy of the text beneath it makes the room. `className` is for both. */
export const GrowingText = ({ value, className = '', field, ...rest }: Props) => {
  const element = useRef<HTMLTextAreaElement>(null)
  const look = `col-start-1 row-start-1 ${unshaped(value)} ${className}`
  useImperativeHandle(field, () => element.current as HTMLTextAreaElement, [])
  return (
    <span className="grid min-w-0">
      <span aria-hidden className={`invisible whitespace-pre-wrap [overflow-wrap:anywhere] ${look}`}>
        {`${value}\u200b`}
      </span>
      <textarea ref={element} rows={1} value={value} className={`resize-none overflow-hidden bg-transparent [overflow-wrap:anywhere] ${look}`} {...rest} />
    </span>
  )
}
