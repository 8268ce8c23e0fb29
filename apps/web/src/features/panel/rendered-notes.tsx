import { useLayoutEffect, useMemo } from 'react'
import { Boundary } from '../../lib/boundary.tsx'
import { unshaped } from '../../ui/unshaped.ts'
import { notesElements } from './notes-elements.tsx'
import { useMarkdown } from './use-markdown.ts'
import { say } from './say.ts'

const AsWritten = ({ text, failed = false }: { text: string; failed?: boolean }) => (
  <>
    <p className={`whitespace-pre-wrap break-words ${unshaped(text)}`}>{text}</p>
    {failed && <p className="mt-2 text-[13px] text-quiet">{say('notes-plain')}</p>}
  </>
)

interface Props {
  readonly text: string
  /** A box was ticked or cleared: where its mark stands in the text that was shown. */
  readonly onCheck?: (text: string, at: number, on: boolean) => void
  /** Called in the frame in which the text is laid out, or is known not to be. */
  readonly onLaid: () => void
}
const Laid = ({ text, onCheck, onLaid }: Props) => {
  const laid = useMarkdown(text)
  const elements = useMemo(
    () => laid?.html != null && notesElements(laid.html, laid.text, text, onCheck && ((at, on) => onCheck(laid.text, at, on))),
    [laid, text, onCheck],
  )
  const done = laid !== undefined
  useLayoutEffect(() => {
    if (done) onLaid()
  }, [done, onLaid])
  return elements ? <div className={`prose ${unshaped(text)}`}>{elements}</div> : <AsWritten text={text} failed={laid?.html === null} />
}

/** Notes as they read, or as they were written where they cannot be laid out. */
export const RenderedNotes = (props: Props) => (
  <Boundary of={props.text} fallback={() => <AsWritten text={props.text} failed />}>
    <Laid {...props} />
  </Boundary>
)
