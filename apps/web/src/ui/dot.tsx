/** A colour of the palette, as a dot. */
export const Dot = ({ color }: { color: string }) => (
  <span aria-hidden className="tint size-2.5 shrink-0 rounded-full" style={{ background: `var(--c-${color})` }} />
)
