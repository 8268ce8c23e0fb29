/** Somebody by their initials. */
export const Avatar = ({ name }: { name: string }) => {
  const words = name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? String.fromCodePoint(word.codePointAt(0) ?? 63) : '')).join('')
  return (
    <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-chosen text-[10px] font-semibold uppercase text-text">
      {initials}
    </span>
  )
}
