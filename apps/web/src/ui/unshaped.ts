const long = 1_000

/**
 * The style for a text with a word that hardly ends: its letters stand each for itself. What a font says of neighbours (ligatures, kerning) is tried
 * anew for each line that such a word is broken into, and takes a browser the square of its length: minutes for 64,000.
 */
export const unshaped = (text: string): string =>
  text.length > long && text.split(/\s/).some((word) => word.length > long) ? '[font-kerning:none] [font-variant-ligatures:none]' : ''
