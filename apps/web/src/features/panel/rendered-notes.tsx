import { useMemo } from 'react'
import { renderMarkdown } from './render-markdown.tsx'

/** Notes as they read. Check marks of task lists can be set when `onChange` takes the new text. */
export const RenderedNotes = ({ text, onChange }: { text: string; onChange?: (text: string) => void }) => (
  <div className="prose">{useMemo(() => renderMarkdown(text, onChange), [text, onChange])}</div>
)
