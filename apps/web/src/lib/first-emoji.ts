const pictured = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
const longest = 16

/** The first emoji of a text, whole (families, flags and skin tones too), or null when there is none. */
export const firstEmoji = (text: string): string | null => {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text))
    if (pictured.test(segment) && segment.length <= longest) return segment
  return null
}
