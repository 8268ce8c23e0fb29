import { colorName, type ColorId } from './color-name.ts'

/** Colours of the palette by name, one of which is chosen. */
export const Swatches = <Color extends ColorId>({
  label,
  colors,
  chosen,
  onChoose,
}: {
  label: string
  colors: readonly Color[]
  chosen: Color
  onChoose: (color: Color) => void
}) => (
  <fieldset className="@container">
    <legend className="mb-1 text-[13px] text-quiet">{label}</legend>
    <div className="grid w-fit grid-cols-6 gap-1 lg:@min-[24rem]:grid-cols-12">
      {colors.map((color) => (
        <label
          key={color}
          title={colorName(color)}
          className="grid size-11 cursor-pointer place-items-center rounded-md hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent lg:size-8"
        >
          <input type="radio" name={label} className="sr-only" checked={color === chosen} onChange={() => onChoose(color)} aria-label={colorName(color)} />
          <span
            aria-hidden
            className={`tint size-5 rounded-full ${color === chosen ? 'outline-2 outline-offset-2 outline-text' : ''}`}
            style={{ background: `var(--c-${color})` }}
          />
        </label>
      ))}
    </div>
  </fieldset>
)
