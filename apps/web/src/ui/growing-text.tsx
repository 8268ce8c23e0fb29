import { useImperativeHandle, useRef, type ComponentProps, type Ref } from 'react'

type Props = Omit<ComponentProps<'textarea'>, 'value' | 'ref'> & { readonly value: string; readonly field?: Ref<HTMLTextAreaElement | null> }

/** A text field as tall as its text: an invisible copy of the text beneath it makes the room. `className` is for both. */
export const GrowingText = ({ value, className = '', field, ...rest }: Props) => {
  const element = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(field, () => element.current as HTMLTextAreaElement, [])
  return (
    <span className="grid min-w-0">
      <span aria-hidden className={`invisible col-start-1 row-start-1 whitespace-pre-wrap break-words ${className}`}>
        {`${value}\u200b`}
      </span>
      <textarea ref={element} rows={1} value={value} className={`col-start-1 row-start-1 resize-none overflow-hidden bg-transparent ${className}`} {...rest} />
    </span>
  )
}
